package dev.flsys.simulation.failure;

import static dev.flsys.simulation.failure.FailureKind.Evidence.LAST;
import static dev.flsys.simulation.failure.FailureKind.Evidence.OUTPUT;
import static dev.flsys.simulation.failure.FailureKind.Evidence.REASON;

import java.util.List;

/** Failures of the machine: memory, disk, GPU, processes and signals. */
final class FailuresOfMachine {

    static final List<FailureKind> KINDS = List.of(
            new FailureKind(
                    "cuda-out-of-memory",
                    OUTPUT,
                    List.of(
                            "cuda out of memory",
                            "outofmemoryerror: cuda",
                            "cublas_status_alloc_failed",
                            "mps backend out of memory",
                            "resourceexhaustederror: … failed to allocate memory"),
                    "The GPU has not enough free memory.",
                    "Use a smaller batch, give each client a larger share of it so that fewer run at once, or end"
                            + " other programs that use it."),
            new FailureKind(
                    "gpu-missing",
                    REASON,
                    List.of(
                            "torch not compiled with cuda",
                            "found no nvidia driver",
                            "no cuda gpus are available",
                            "attempting to deserialize object on a cuda device",
                            "cuda driver version is insufficient",
                            "invalid device ordinal"),
                    "The script asks for a GPU that PyTorch does not find here.",
                    "Have it use the CPU where torch.cuda.is_available() is false, and load weights with"
                            + " map_location."),
            new FailureKind(
                    "gpu-too-old",
                    REASON,
                    List.of("no kernel image is available for execution on the device"),
                    "This version of PyTorch was not built for this GPU.",
                    "Install a version of PyTorch for the compute capability of the GPU, or run the script on the"
                            + " CPU."),
            new FailureKind(
                    "gpu-assert",
                    REASON,
                    List.of("device-side assert triggered"),
                    "A check inside a GPU operation failed, usually because a label or an index is outside its range.",
                    "Run it on the CPU, or with CUDA_LAUNCH_BLOCKING=1, to see the failing line, and compare the"
                            + " labels with the number of classes."),
            new FailureKind(
                    "ray-out-of-memory",
                    OUTPUT,
                    List.of(
                            "killed due to the node running low on memory",
                            "killed due to memory pressure (oom)",
                            "exceeds the memory usage threshold"),
                    "Ray ended a client because the machine had almost no free memory.",
                    "Start fewer clients at once or use a smaller batch, or run it on a machine with more memory."),
            new FailureKind(
                    "ray-object-store-full",
                    REASON,
                    List.of("objectstorefullerror", "object store is full", "the local object store is full"),
                    "Ray's memory for shared objects is full.",
                    "Keep fewer large objects in Ray, or give it more with object_store_memory in the arguments of"
                            + " ray.init."),
            new FailureKind(
                    "shared-memory",
                    OUTPUT,
                    List.of(
                            "is killed by signal: bus error",
                            "insufficient shared memory (shm)",
                            "out of shared memory. please try to raise"),
                    "The workers of a DataLoader have too little shared memory.",
                    "Use num_workers=0, or give the container a larger /dev/shm (docker run --shm-size=2g)."),
            new FailureKind(
                    "loader-worker-died",
                    LAST,
                    List.of("dataloader worker … is killed by signal", "dataloader worker … exited unexpectedly"),
                    "A worker process of a DataLoader was ended, usually because memory ran out.",
                    "Use fewer workers (num_workers) and clients at once."),
            new FailureKind(
                    "ray-worker-died",
                    REASON,
                    List.of(
                            "workercrashederror",
                            "actordiederror",
                            "rayactorerror",
                            "the actor is dead because its worker process has died",
                            "worker unexpectedly exits",
                            "a worker died or was killed while executing a task"),
                    "A process of Ray that ran clients ended unexpectedly, usually because memory ran out or native"
                            + " code crashed.",
                    "Start fewer clients at once or use a smaller batch, or run it on a machine with more memory."),
            new FailureKind(
                    "memory",
                    REASON,
                    List.of(
                            "memoryerror",
                            "outofmemoryerror",
                            "can't allocate memory",
                            "cannot allocate memory",
                            "std::bad_alloc",
                            "unable to allocate … for an array with shape"),
                    "The machine has not enough free memory.",
                    "Start fewer clients at once or use a smaller batch, or run it on a machine with more memory."),
            new FailureKind(
                    "disk-full",
                    OUTPUT,
                    List.of("no space left on device", "disk quota exceeded"),
                    "The disk is full.",
                    "Free some space, for example by deleting old simulations."),
            new FailureKind(
                    "file-too-large",
                    REASON,
                    List.of("errno 27] file too large"),
                    "A file became larger than the limit of this process.",
                    "Raise the limit (ulimit -f), or write less into one file."),
            new FailureKind(
                    "read-only",
                    REASON,
                    List.of("read-only file system"),
                    "The script writes to a file system that is mounted read-only.",
                    "Have it write into the project's folder, or mount the folder with write access."),
            new FailureKind(
                    "open-files",
                    REASON,
                    List.of("too many open files", "received 0 items of ancdata"),
                    "The process has more open files than it may have.",
                    "Close files and connections after use, use fewer DataLoader workers, or raise the limit"
                            + " (ulimit -n)."),
            new FailureKind(
                    "threads",
                    REASON,
                    List.of(
                            "can't start new thread",
                            "pthread_create failed",
                            "resource temporarily unavailable",
                            "libgomp: thread creation failed"),
                    "The system allows no further thread or process.",
                    "Start fewer clients and workers at once, set OMP_NUM_THREADS=1, or raise the limit (ulimit"
                            + " -u, or pids of the container)."),
            new FailureKind(
                    "killed",
                    REASON,
                    List.of("^killed by sigkill"),
                    "The system usually ends a process like this because memory ran out.",
                    "Start fewer clients at once or use a smaller batch, or run it on a machine with more memory."),
            new FailureKind(
                    "crashed",
                    REASON,
                    List.of("^killed by sigsegv", "^killed by sigabrt", "^killed by sigill", "^killed by sigfpe"),
                    "Native code of a library crashed.",
                    "The last lines of the log may name the library. Try other versions of torch, ray or numpy."),
            new FailureKind(
                    "ended-by-signal",
                    REASON,
                    List.of("^killed by sig"),
                    "Another program or person asked it to end, not this service.",
                    "Look for kill 0 or kill -- -$$ in the script, which end the script itself, too. Otherwise look for a"
                            + " job system, a container limit or a person that ends processes on this machine."));

    private FailuresOfMachine() {}
}
