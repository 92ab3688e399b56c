/** The service's own sentences about the end of a simulation, in Chinese. What it quotes from a log stays as it is. */

const DETAILS: readonly [RegExp, string][] = [
  [/^killed by (SIG\w+)\.?$/i, "被 $1 终止"],
  [/^It printed nothing that says why\.$/, "没有任何输出说明原因。"],
  [/^The service was stopped\.$/, "服务已停止。"],
  [/^The service ended before it did\.$/, "服务在模拟结束前已停止。"],
  [/^The service ended while it handed the run over\.$/, "服务在移交这次运行时已停止。"],
];

const EXPLANATIONS: readonly [RegExp, string][] = [];

export function detailInChinese(detail: string): string {
  return translated(detail, DETAILS);
}

export function explanationInChinese(explanation: string): string {
  return translated(explanation, EXPLANATIONS);
}

/** The first translation that fits the whole text; the text itself where none does. */
function translated(text: string, table: readonly [RegExp, string][]): string {
  const found = table.find(([pattern]) => pattern.test(text));
  return found ? text.replace(found[0], found[1]) : text;
}
