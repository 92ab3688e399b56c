import type { Texts } from "../app/en";
import type { Usage } from "../service/types";
import { number, size } from "../ui/format";

/** The names and values of the known resources. */
export function facts(usage: Usage, t: Texts["details"]): [string, string][] {
  const { cpu_seconds: cpu, memory_bytes: memory, peak_memory_bytes: peak, processes } = usage;
  const { written_bytes: written, peak_gpu_bytes: gpu } = usage;
  const all: [string, string | undefined][] = [
    [t.cpuTime, cpu === undefined ? undefined : t.seconds(number(cpu, 1))],
    [t.memory, memory === undefined ? undefined : size(memory)],
    [t.memoryPeak, peak === undefined ? undefined : size(peak)],
    [t.gpuPeak, gpu === undefined ? undefined : size(gpu)],
    [t.processes, processes === undefined ? undefined : number(processes, 0)],
    [t.written, written === undefined ? undefined : size(written)],
  ];
  return all.filter((each): each is [string, string] => each[1] !== undefined);
}
