import type { explain as English } from "../console/app/en-explain";

/** The texts of the explanations of predictions in Chinese. */
export const explain: typeof English = {
  open: "解释",
  close: "收起解释",
  title: (label) => `支持“${label}”的部分`,
  label: "标签",
  grid: "分块",
  method: "方法",
  methods: { occlusion: "遮挡", gradcam: "Grad-CAM" },
  computing: "正在计算梯度…",
  adds: "该部分提高这个标签的得分；颜色最深处贡献最大。",
  nothingAdded: "没有任何部分提高这个标签的得分。",
  gradCamHint: "最后一个卷积层的特征图，按标签得分的梯度加权（Selvaraju 等，2017）。",
  gradCamCell: (row, column, share) => `第 ${row} 行第 ${column} 列：为最大值的 ${share}。`,
  gradCamSummary: (rows, columns, label, row, column) =>
    `${rows} × ${columns} 的分块图。第 ${row} 行第 ${column} 列对“${label}”得分的贡献最大。`,
  asking: (parts) => `正在逐一遮住 ${parts} 个部分并预测…`,
  visible: "显示颜色",
  legend: "颜色",
  lowers: (points) => `遮住后概率下降（最多 ${points} 个百分点）：该部分支持这个标签。`,
  raises: "遮住后概率上升：该部分不支持这个标签。",
  nothing: "遮住任何部分都不会改变概率。",
  hint: (patch, size) =>
    `用平均颜色的 ${patch} × ${patch} 方块，依次遮住模型所见的 ${size} × ${size} 像素中的各个部分。`,
  keys: "方向键可选择一个部分。",
  select: "请指向图片的一个部分。",
  cell: (row, column, points, raises) =>
    `第 ${row} 行第 ${column} 列：遮住后概率${raises ? "上升" : "下降"} ${points} 个百分点。`,
  summary: (side, label, points, row, column) =>
    `${side} × ${side} 的分块图。遮住第 ${row} 行第 ${column} 列时，“${label}”的概率下降最多，为 ${points} 个百分点。`,
};
