import type { experiments as english } from "../console/app/en-experiments";
import type { Fault } from "../console/experiments/values";

const count = (value: number): string => value.toLocaleString("zh");

/** The texts of the experiments in Chinese. */
export const experiments: typeof english = {
  title: "实验",
  open: "实验",
  all: "全部实验",
  list: "实验记录",
  none: "还没有实验。",
  explained: "实验用这些取值的每种组合运行启动脚本，并对重复运行求平均。",
  new: "新的实验",
  name: "名称",
  nameHint: "学习率",
  parameter: "参数",
  values: "取值",
  valuesHint: "每一栏可以填多个值，用逗号或换行分隔。留空则使用默认值。",
  usual: (value) => `默认：${value}`,
  choicesOf: (name) => `${name} 的取值`,
  oneEach: "每次运行使用其中一个值。",
  flags: { "": "默认", true: "开", false: "关", both: "开和关" },
  repeats: "重复次数",
  repeatsHint: "每组设置运行的次数。",
  seed: "随机种子",
  noSeed: "无",
  seedHint: "在重复运行中依次加一的选项。",
  firstSeed: "第一个种子，重复时依次加一。",
  start: "开始实验",
  clear: "清空",
  template: "以此为模板",
  size: (factors, repeats, runs) =>
    `${[...factors, repeats].map(count).join(" × ")}${factors.length > 0 ? ` = ${count(runs)}` : ""} 次运行`,
  sizeExplained: (settings, repeats) => `${count(settings)} 组设置，重复 ${count(repeats)} 次`,
  limit: (most) => `最多 ${count(most)} 次运行。`,
  faults: ({ kind, part }: Fault): string => {
    switch (kind) {
      case "integer":
        return `“${part}”不是整数。`;
      case "number":
        return `“${part}”不是数字。小数点请用“.”，各值之间用逗号。`;
      case "choice":
        return `“${part}”不在可选值之中。`;
      case "quote":
        return "引号没有闭合。";
      case "twice":
        return `“${part}”出现了两次。`;
      case "single":
        return "随机种子只能填一个值，即第一个种子。";
      case "required":
        return "此栏必填。";
      case "empty":
        return "请至少填一个值，或删除该参数。";
      case "name":
        return "名称只能包含字母、数字、_ 和点。";
      case "repeats":
        return "请填 1 到 1,000 之间的整数。";
      case "count":
        return `${count(Number(part))} 次运行过多。请减少取值，或分成多个实验。`;
    }
  },
  states: { running: "运行中", paused: "已暂停", stopped: "已停止", completed: "已完成" },
  cellStates: {
    waiting: "等待中",
    running: "运行中",
    completed: "已完成",
    failed: "失败",
    stopped: "已停止",
    interrupted: "被中断",
    deleted: "记录已删除",
  },
  created: (moment) => `开始于 ${moment}`,
  privateOne: "来自另一个会话，不公开",
  others: "来自另一个会话",
  readOnly: "由另一个会话启动。在这里可以查看，不能更改。",
  gone: "没有这个实验，或它已不存在。",
  progress: "进度",
  ended: (ended, runs) => `共 ${count(runs)} 次运行，已结束 ${count(ended)} 次`,
  eta: (time) => `大约还需 ${time}`,
  pause: "暂停",
  resume: "继续",
  compareRuns: "比较其模拟",
  stop: "停止",
  stopQuestion: "停止这个实验？",
  stopExplained: "正在运行的模拟会结束，也不再启动新的。已有的结果会保留。",
  stopNow: "停止",
  keep: "继续运行",
  retry: (runs) => `重新运行失败的 ${count(runs)} 次`,
  retryOne: (name) => `重新运行 ${name}`,
  again: "重新运行",
  delete: "删除…",
  deleteQuestion: "删除这个实验？",
  deleteExplained: "实验及其表格将被永久删除。各次运行仍保留在模拟记录中。",
  withRuns: "同时删除各次运行（已固定的除外）",
  deleteNow: "删除",
  cancel: "取消",
  deleted: (runs, size) => `实验已删除${runs > 0 ? `，同时删除了 ${count(runs)} 次运行，释放了 ${size}` : ""}。`,
  kept: (runs) => `有 ${count(runs)} 次运行保留。`,
  runs: "运行",
  runOf: (name, label, state) => `${name}，${label}：${state}`,
  seedOf: (seed) => `种子 ${seed}`,
  repeatOf: (repeat) => `第 ${count(repeat + 1)} 次`,
  failedRuns: "未成功的运行",
  setting: "设置",
  result: "结果",
  noResult: "还没有数值。第一次运行完成后，表格中会出现数值。",
  metric: "指标",
  by: "运行的取值",
  byLast: "最后一轮",
  byBest: "最佳一轮",
  spread: "区间带",
  deviation: "标准差",
  interval: "95% 置信区间",
  logScale: "对数坐标",
  smaller: "越小越好。",
  larger: "越大越好。",
  everyRound: (step) => `曲线每 ${count(step)} 轮取一个点。`,
  mostCurves: (most) => `最多同时画 ${count(most)} 条曲线。`,
  curve: (name) => `${name} 的曲线`,
  curves: "曲线",
  table: "各组设置",
  completedRuns: "运行次数",
  n: "n",
  last: "最终",
  best: "最佳",
  bestSetting: "最佳设置",
  file: (kind) => `${kind} 表格`,
  allMetrics: "文件包含全部指标",
  test: "Welch t 检验",
  testExplained: "双侧检验，不假设方差相等。",
  first: "第一组设置",
  second: "第二组设置",
  choose: "请选择",
  difference: "均值之差",
  t: "t",
  degrees: "自由度",
  p: "p",
};
