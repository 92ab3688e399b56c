import type { LiveState } from "../service/live";
import type { SimulationState } from "../service/types";
import type { Texts } from "./en";
import type { ThemeChoice } from "./theme";
import { inChinese } from "./zh-reasons";

/** The texts in Chinese. */
export const zh: Texts = {
  loading: "加载中…",
  refresh: "刷新",
  again: "重试",
  more: "显示更多",
  less: "收起",
  firstSimulation: "运行一次模拟",
  views: { models: "模型", predict: "预测", training: "训练", simulate: "模拟", runs: "记录" },
  app: {
    skip: "跳到内容",
    navigation: "视图",
    otherLanguage: "EN",
    otherLanguageLabel: "Switch to English",
    offline: "无法连接服务。控制台会一直重试，不会丢失任何内容。",
    live: (state: LiveState): string =>
      ({ open: "已连接", connecting: "正在连接", waiting: "连接已断开，正在重试" })[state],
    theme: (choice: ThemeChoice): string => `主题：${{ auto: "跟随系统", light: "浅色", dark: "深色" }[choice]}`,
  },
  token: {
    title: "此服务需要令牌",
    explained: "管理员设置了 API_TOKEN。令牌只保存在此标签页中。",
    give: "继续",
    form: "只能包含拉丁字母、数字和符号",
    wrong: "服务不接受所给的令牌。",
  },
  failures: (status: number): string => {
    switch (status) {
      case 0:
        return "无法连接服务。";
      case 400:
        return "服务无法处理该请求。";
      case 401:
        return "需要令牌。";
      case 403:
        return "这属于另一个会话。";
      case 404:
        return "没有找到，或已不存在。";
      case 413:
        return "内容过大。";
      case 429:
        return "排队的任务过多。";
      case 501:
        return "此功能未配置。";
      case 503:
        return "服务繁忙，请稍后再试。";
      case 504:
        return "处理时间过长。";
      default:
        return "出错了。";
    }
  },
  models: {
    title: "模型",
    filter: "按名称筛选",
    empty: (folder: string | undefined): string =>
      `还没有模型。请把 .pth、.pt、.bin、.ckpt、.npz、.safetensors 或 .onnx 文件放进${folder ? `项目的文件夹“${folder}”` : "项目的权重文件夹"}，或运行一次模拟。`,
    none: "还没有模型。",
    noMatch: (text: string): string => `没有名称包含“${text}”的模型。`,
    states: { AVAILABLE: "可用", LOADED: "已载入内存", UNAVAILABLE: "不可用" },
    formats: (format: string): string =>
      ({ state_dict: "状态字典", torchscript: "TorchScript", onnx: "ONNX" })[format.toLowerCase()] ?? format,
    best: (accuracy: string): string => `最佳 ${accuracy}`,
    bestAt: (accuracy: string, round: number): string => `${accuracy}（第 ${round} 轮）`,
    rounds: (count: number, round: number | undefined): string => `共 ${count} 轮 · 第 ${round} 轮`,
    round: "轮次",
    file: "文件",
    format: "格式",
    runsAs: "运行形式",
    runsAsDetail: "说明",
    size: "大小",
    modified: "修改时间",
    class: "类",
    labels: "标签",
    listed: (first: string[], more: number): string =>
      first.join("、") + (more > 0 ? ` 等 ${first.length + more} 个` : ""),
    input: "输入",
    separator: "；",
    pixels: (side: number): string => `${side} × ${side} 像素`,
    channels: (count: number | undefined): string => (count === 1 ? "灰度" : count === 3 ? "RGB" : ""),
    cut: (shorter: string): string => `短边缩放到 ${shorter} 后从中间裁剪`,
    normalised: (mean: string, std: string): string => `均值 ${mean}，标准差 ${std}`,
    imageNet: "ImageNet 的值",
    activation: "激活函数",
    activations: (activation: string): string =>
      ({ softmax: "Softmax", sigmoid: "Sigmoid", none: "无：输出已是概率" })[activation] ?? "",
    bestAccuracy: "最佳准确率",
    history: "训练历史",
    predict: "预测",
    curves: "训练曲线",
  },
  deployed: {
    title: "已部署的张量模型",
    none: "没有部署模型。",
    file: "文件",
    shape: "形状",
    lengths: (input: number, output: number): string => `输入 ${input} 个数，输出 ${output} 个数`,
    other: "换成项目中的另一个文件",
    swap: "替换",
    swapping: "正在替换…",
    swapped: (path: string, seconds: string): string => `${path} 已上线，用时 ${seconds} 秒。`,
    row: "一行数字",
    try: "试一试",
  },
  predict: {
    title: "预测",
    drop: "把图片拖到这里、粘贴，或",
    pick: "选择图片",
    samples: "项目中的图片",
    noSamples: "无法载入项目中的图片，正在重试。",
    sample: (name: string): string => `使用 ${name}`,
    noFile: "拖入的不是文件，请拖入图片文件。",
    tooLarge: "图片超过 18 MiB。",
    start: "选择一张图片，看看模型怎么说。",
    models: "模型",
    choose: "请选择一个模型。",
    moreRounds: (name: string, count: number): string => `${name} 的其他 ${count} 轮`,
    fewerRounds: (name: string): string => `收起 ${name} 的其他轮次`,
    original: "原图",
    seen: "模型看到的样子",
    seenBy: (names: string): string => `${names} 看到的样子`,
    asking: "正在预测…",
    took: (millis: string): string => `${millis} 毫秒`,
    all: (count: number): string => `全部 ${count} 个标签`,
    fewer: "收起",
  },
  training: {
    title: "训练",
    empty: "还没有训练历史。请运行一次模拟，或把历史文件（.json）放进项目的历史文件夹。",
    unconfigured: "未设置 HISTORY_SUBDIR，因此只有 FLSys 训练的模型才有训练历史。",
    unread: (count: number): string => `有 ${count} 个模型的训练历史无法读取。`,
    runs: "训练",
    run: "训练",
    find: "查找模拟",
    most: (count: number): string => `最多同时比较 ${count} 次训练。`,
    listed: (count: number, total: number): string =>
      `共 ${total.toLocaleString("zh")} 次模拟，这里是最近的 ${count} 次；其他的可按名称、标签或参数查找。`,
    simulation: (moment: string): string => `${moment} 的模拟`,
    unreadRun: (name: string): string => `无法读取 ${name}。`,
    metric: (name: string): string =>
      ({
        accuracy: "准确率",
        loss: "损失",
        seconds: "每轮秒数",
        results: "完成训练的客户端数",
        failures: "训练失败的客户端数",
        evaluate_failures: "评估失败的客户端数",
      })[name] ?? name,
    metrics: "指标",
    chosenMetrics: (count: number, total: number): string => `指标（${count} / ${total}）`,
    noMetrics: "所选的训练还没有数值。",
    options: "图表选项",
    logScale: "对数坐标",
    smoothing: "移动平均",
    unsmoothed: "无",
    lastValues: (count: number): string => `${count} 轮`,
    axis: "横轴",
    byRound: "轮次",
    byTime: "时间",
    noTimes: (count: number): string => `有 ${count} 次训练没有各轮的时间。`,
    roundsFile: "各轮数值（CSV）",
    comparison: "比较",
    differencesOnly: "只看差异",
    rounds: "轮数",
    best: (metric: string): string => `最佳${metric}`,
    last: (metric: string): string => `最终${metric}`,
    bestRound: "所在轮次",
    time: "用时",
    source: "来源",
  },
  chart: {
    round: "轮次",
    time: "时间",
    atRound: (round: number): string => `第 ${round} 轮`,
    more: (count: number): string => `另有 ${count} 个`,
    empty: "没有数值",
    summary: (label: string, values: string): string => `各轮${label}。最后的值：${values}`,
  },
  runs: {
    title: "模拟记录",
    search: "搜索",
    searchHint: "名称、备注、标签或参数",
    filter: "筛选条件",
    filterHint: "accuracy > 0.9 and learning_rate = 0.05",
    filterFault: (at: number, reason: string): string => `第 ${at} 个字符：${inChinese(reason)}`,
    archived: "显示已归档的",
    none: "还没有模拟。",
    archivedHint: "已归档的模拟不在其中。",
    noMatch: "没有符合条件的模拟。",
    clear: "显示全部",
    found: (total: number): string => `共 ${total.toLocaleString("zh")} 次`,
    page: (from: number, to: number, total: number): string =>
      `第 ${from.toLocaleString("zh")} 至 ${to.toLocaleString("zh")} 次，共 ${total.toLocaleString("zh")} 次`,
    previous: "上一页",
    next: "下一页",
    columns: "列",
    parameters: "参数",
    metrics: "指标",
    table: "模拟",
    run: "模拟",
    state: "状态",
    requested: "提交时间",
    duration: "用时",
    best: (value: string): string => `最佳 ${value}`,
    selectPage: "选择本页全部",
    select: (name: string): string => `选择 ${name}`,
    selected: (count: number): string => `已选 ${count.toLocaleString("zh")} 次`,
    unselect: "取消选择",
    compare: "比较",
    archive: "归档",
    unarchive: "取消归档",
    pin: (name: string): string => `固定 ${name}`,
    pinned: "已固定",
    isArchived: "已归档",
    edit: "编辑",
    editOne: (name: string): string => `编辑 ${name}`,
    labels: "名称、标签和备注",
    name: "名称",
    tags: "标签",
    tagsHint: "用逗号分隔标签。",
    notes: "备注",
    pinLabel: "固定：不会被任何限额删除",
    archiveLabel: "归档：不在列表中显示",
    save: "保存",
    cancel: "取消",
    delete: "删除…",
    deleteNow: "删除",
    deleteQuestion: (count: number): string => `删除 ${count.toLocaleString("zh")} 次模拟？`,
    deleteExplained: "其记录、日志和标签将被永久删除。",
    andMore: (count: number): string => `另有 ${count.toLocaleString("zh")} 次`,
    kept: (count: number): string =>
      `所选的模拟中有 ${count.toLocaleString("zh")} 次不会删除：尚未结束，或来自另一个会话。`,
    deleted: (count: number, size: string): string => `已删除 ${count.toLocaleString("zh")} 次模拟，释放了 ${size}。`,
    refused: (name: string, reason: string): string => `${name}：${inChinese(reason)}`,
    changed: (count: number): string => `已更改 ${count.toLocaleString("zh")} 次模拟。`,
    reason: (text: string): string => inChinese(text),
  },
  simulate: {
    title: "模拟",
    start: "新的模拟",
    asking: "正在询问启动脚本有哪些选项…",
    addParameter: "添加参数",
    removeParameter: (name: string): string => `删除参数 ${name}`,
    name: "名称",
    value: "值",
    several: "a, b, c",
    go: "开始",
    past: "模拟记录",
    allRuns: "搜索全部记录",
    requested: (moment: string): string => `提交于 ${moment}`,
    none: "还没有。",
    others: "来自另一个会话",
    choose: "开始一次模拟，或从列表中选择。",
    back: "全部模拟",
    states: {
      queued: "排队中",
      starting: "启动中",
      running: "运行中",
      stopping: "停止中",
      completed: "已完成",
      failed: "失败",
      stopped: "已停止",
      interrupted: "被中断",
    },
    troubles: (trouble: string): string =>
      ({ stalled: "长时间没有输出", unreachable: "SuperLink 没有响应" })[trouble] ?? trouble,
    privateOne: "来自另一个会话，不公开",
    hidden: "这次模拟不公开：只有启动它的会话，或持有 API_TOKEN 的人，才能查看。",
    gone: "没有这次模拟，或它已不存在。",
    unreadable: "无法显示这次模拟。",
    readOnly: "由另一个会话启动。在这里可以查看，不能停止。",
    place: (place: number): string => `排在第 ${place} 位`,
    roundOf: (round: number, total: number | undefined): string =>
      total ? `第 ${round} / ${total} 轮` : `第 ${round} 轮`,
    elapsed: (time: string): string => `已用 ${time}`,
    ends: (state: SimulationState, code: number | undefined): string => {
      switch (state) {
        case "completed":
          return "已完成。";
        case "stopped":
          return "已停止。";
        case "interrupted":
          return "服务在模拟结束前已停止。";
        default:
          return code === undefined || code < 0 ? "失败。" : `失败，退出码 ${code}。`;
      }
    },
    stop: "停止",
    stopping: "正在停止…",
    stopQuestion: "停止这次模拟？",
    stopExplained: "它的所有进程都会结束。日志和已完成的轮次会保留。",
    keepRunning: "继续运行",
    reason: (text: string): string => inChinese(text),
    where: "位置",
    lastLines: "输出的最后几行",
    toLine: (line: number): string => `查看日志第 ${line.toLocaleString("zh")} 行`,
    overwritten: (model: string): string => `${model} 在这次模拟之后被覆盖：文件中已不是这次模拟训练的内容。`,
    missing: (model: string): string => `${model} 已不存在：文件在这次模拟之后被删除或移走。`,
    allModels: (count: number): string => `全部 ${count} 个模型`,
    predictAnyway: "用现有的内容预测",
    predictWith: (id: string): string => `用 ${id} 预测`,
    again: "再次运行…",
  },
  log: {
    region: "日志",
    controls: "日志控件",
    search: "搜索日志",
    previous: "上一个匹配",
    next: "下一个匹配",
    matchCase: "区分大小写",
    follow: "跟随最新输出",
    wrap: "自动换行",
    copy: "复制日志",
    copySelected: "复制选中的行",
    copied: "已复制",
    notCopied: "浏览器不允许复制",
    download: "下载日志",
    lines: (count) => `${count.toLocaleString("zh")} 行`,
    newLines: (count) => (count > 0 ? `${count.toLocaleString("zh")} 条新行` : "到末尾"),
    forgotten: (count) => `最前面的 ${count.toLocaleString("zh")} 行只在下载的文件中`,
    matches: (place, count, searching) =>
      `${place > 0 ? `${place.toLocaleString("zh")} / ` : ""}${count.toLocaleString("zh")}${searching ? " …" : ""}`,
  },
};
