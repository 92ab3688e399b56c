package dev.flsys.settings;

/**
 * The settings of a room. The start-up check creates each of these beans, so every key is read and every fault is
 * reported.
 */
public interface CheckedSettings {}
