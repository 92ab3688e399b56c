package dev.flsys.settings;

/** The settings of a room. The start-up check makes each of these beans, and so has every key read and reported. */
public interface CheckedSettings {}
