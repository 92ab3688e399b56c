package dev.flsys.process;

/**
 * The processor time, memory and disk writes of all processes of a tree together.
 *
 * @param cpuSeconds processor time in seconds since the start, of processes that have ended too
 * @param memoryBytes memory now: proportional set sizes, or resident sizes where these cannot be read
 * @param processes number of processes now
 * @param writtenBytes bytes written to disks since the start, of processes that have ended too
 * @param gpuBytes memory of GPUs now; 0 if there is none, or it is unknown
 */
public record ProcessUsage(double cpuSeconds, long memoryBytes, int processes, long writtenBytes, long gpuBytes) {

    /** The usage of a tree that has not begun. */
    public static final ProcessUsage NONE = new ProcessUsage(0, 0, 0, 0, 0);
}
