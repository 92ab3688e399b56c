import { EXPERIMENTS } from "./zh-experiment-reasons";
import { FAILURES } from "./zh-failures";
import { MODEL_FILES } from "./zh-model-files";
import { WEIGHTS } from "./zh-weights";

/**
 * The service's own sentences about the end of a simulation, model files that it cannot use and filters that it cannot parse, in
 * Chinese. They are those of `Outcome`, `ModelContent`, `OnnxOutline`, `WeightsSearch` and `RunFilter` on the server; those of other rooms are in files of their own. A sentence that is not here, and whatever is quoted from a log, stays unchanged.
 */
export const SENTENCES: readonly [RegExp, string][] = [
  [/FLSys does not know this failure\./, "FLSys 不认识这种失败。"],
  [
    /Read the last lines of its output, and the line of the project's own code that it names\./,
    "请查看输出的最后几行，以及其中所指的项目代码行。",
  ],
  [/^killed by (SIG[A-Z]+)\.?$/, "被 $1 终止"],
  [
    /The simulation that wrote this model was deleted, or its output has no rounds\./,
    "写出该模型的模拟已被删除，或其输出中没有轮次。",
  ],
  [
    /'folder' is not a folder of the project: '(.*)'\. Give its path relative to the project\./,
    "“$1”不是项目中的文件夹。请给出相对于项目的路径。",
  ],
  [
    /The folder '(.*)' has no labelled pictures\. Put them into sub-folders with the names of the labels, or name them in a file (.*) with the columns file and label\./,
    "文件夹“$1”中没有带标签的图片。请把图片放进以标签命名的子文件夹，或在 $2 中用 file 与 label 两列列出。",
  ],
  [/The folder '(.*)' has more than (\d+) pictures, which is the limit\./, "文件夹“$1”的图片超过上限 $2 张。"],
  [
    /The explanation took longer than (.+?) and was given up\. Ask for a smaller grid; INFERENCE_TIMEOUT sets the limit\./,
    "解释超过 $1，已放弃。请减少分块；上限由 INFERENCE_TIMEOUT 设定。",
  ],
  [/Grad-CAM is not possible: the model /, "无法使用 Grad-CAM：该模型"],
  [
    /runs in libtorch, which gives the service no gradients\. Models that run as ONNX have them\.?/,
    "在 libtorch 中运行，服务得不到梯度。以 ONNX 运行的模型可以使用。",
  ],
  [/has no convolution\.?$/, "没有卷积层。"],
  [
    /has the operator (\S+) between its last convolution and its outputs, for which there is no gradient\.?/,
    "的最后一个卷积层与输出之间有算子 $1，没有它的梯度。",
  ],
  [
    /was exported with opset (\d+); at least (\d+) is needed, so export it again\.?/,
    "以 opset $1 导出，至少需要 $2。请重新导出。",
  ],
  [
    /was exported with opset (\d+); at least (\d+) is needed for a max pool whose windows overlap, so export it again\.?/,
    "以 opset $1 导出，而窗口重叠的最大池化至少需要 $2。请重新导出。",
  ],
  [/takes batches of (\d+) items; export it with a batch of any size\.?/, "每批固定 $1 项。请以任意批大小导出。"],
  [
    /There are (\d+) explanations already, which is the most at the same time; try again in a moment\./,
    "同时最多进行 $1 个解释，请稍后再试。",
  ],
  [
    /(Pictures cannot be uploaded), because API_TOKEN is not set and the service does not listen on a loopback address\. Set API_TOKEN, or QUARKUS_HTTP_HOST=127\.0\.0\.1, and start the service again\./,
    "无法上传图片：没有设置 API_TOKEN，而服务监听的不是本机回环地址。请设置 API_TOKEN 或 QUARKUS_HTTP_HOST=127.0.0.1，然后重新启动服务。",
  ],
  [
    /(Pictures cannot be uploaded), because TRUSTED_PROXIES is set and API_TOKEN is not: a proxy passes on the calls of others\. Set API_TOKEN and start the service again\./,
    "无法上传图片：设置了 TRUSTED_PROXIES 而没有设置 API_TOKEN，代理会转发其他人的请求。请设置 API_TOKEN，然后重新启动服务。",
  ],
  [/The file is no ZIP file, or is damaged or incomplete\./, "该文件不是 ZIP 文件，或已损坏、不完整。"],
  [
    /The ZIP file has more than (\d+) entries, or its directory is larger than (\d+) MiB\. Split it\./,
    "ZIP 文件的条目超过 $1 个，或目录超过 $2 MiB。请拆分。",
  ],
  [
    /The ZIP file has an entry whose name is not the path of a file in it: '(.*)'\./,
    "ZIP 文件中有一个条目的名称不是其中文件的路径：“$1”。",
  ],
  [
    /The ZIP file has a link or a device: '(.*)'\. Pack the pictures themselves\./,
    "ZIP 文件中有链接或设备：“$1”。请打包图片本身。",
  ],
  [/The ZIP file is encrypted\. Pack the pictures without a password\./, "ZIP 文件已加密。请不用密码打包图片。"],
  [/The file '(.*)' of the ZIP file has more than (\d+) MiB\./, "ZIP 文件中的“$1”超过 $2 MiB。"],
  [
    /The entries of the ZIP file expand to more than (\d+) MiB, far more than its size\. It was refused before they were unpacked\./,
    "ZIP 文件解压后超过 $1 MiB，远大于其大小。它在解压前被拒绝。",
  ],
  [
    /The ZIP file uses a compression that FLSys does not read \(method (\d+)\)\. Pack it with Deflate\./,
    "ZIP 文件使用了 FLSys 不支持的压缩方式（$1）。请用 Deflate 打包。",
  ],
  [/The ZIP file has two entries (?:for a part of )?'(.*)'\./, "ZIP 文件中“$1”重复。"],
  [/The ZIP file has a name that this system cannot write: '(.*)'\./, "ZIP 文件中有本系统无法写入的名称：“$1”。"],
  [
    /The disk has too little space for the evaluation\. Delete files, and send the request again\./,
    "磁盘空间不足以进行评估。请删除文件后重新发送请求。",
  ],
  [/Too many ZIP files are being uploaded\. Try again later\./, "正在上传的 ZIP 文件过多，请稍后再试。"],
  [/The weights of (.+?) cannot be read\. /, "无法读取 $1 的权重。"],
  [/The file changed, or cannot be read now\./, "文件已更改，或现在无法读取。"],
  [/They have more than (\d+) GiB, which would take too long\./, "它们超过 $1 GiB，读取时间过长。"],
  [/The weights of too many models are being read\./, "正在读取的模型权重过多。"],
  [/The weights were not read within (\d+) seconds\./, "权重在 $1 秒内没有读完。"],
  [
    /The weights of (\d+) rounds were read within (\d+) seconds\. Ask again for the others\./,
    "$2 秒内读取了 $1 轮的权重，其余的请再次请求。",
  ],
  [
    /The name of (.+?) has no round\. Choose a model such as LeNet_round_3\./,
    "$1 的名称中没有轮次。请选择 LeNet_round_3 这样的模型。",
  ],
  [/The folder '(.*)' cannot be read\./, "无法读取文件夹“$1”。"],
  [
    /The file labels\.csv of the folder '(.*)' is not UTF-8 text\. Save it as UTF-8, which Excel names CSV UTF-8\./,
    "文件夹“$1”中的 labels.csv 不是 UTF-8 文本。请另存为 UTF-8，在 Excel 中是“CSV UTF-8”。",
  ],
  [
    /The model '(.*)' does not have these labels of the pictures: (.*)\. Its labels are (.*)\. Rename the folders, or set CLASS_LABELS or the model's labels in flsys\.toml\./,
    "模型“$1”没有图片的这些标签：$2。它的标签是 $3。请重命名文件夹，或在 CLASS_LABELS 或 flsys.toml 中设置模型的标签。",
  ],
  [
    /(\d+) evaluations have not ended; no further one is accepted now\. Stop one, or wait\./,
    "有 $1 个评估尚未结束，暂不接受新的评估。请停止一个或稍候。",
  ],
  [/No model could be evaluated\./, "没有模型能被评估。"],
  [/It was stopped\./, "已停止。"],
  [/The service ended before the evaluation\./, "服务在评估结束前已停止。"],
  [/It printed no reason\./, "没有任何输出说明原因。"],
  [/The service was stopped\./, "服务已停止。"],
  [/The service ended before it did\./, "服务在模拟结束前已停止。"],
  [/The service ended while it handed the run over\./, "服务在移交这次运行时已停止。"],
  [/The SuperLink may have the run\./, "SuperLink 可能已接收这次运行。"],
  [/Look for it with flwr ls, which lists its runs\./, "请用 flwr ls 查找，它会列出所有运行。"],
  [/The SuperLink no longer knows the run\./, "SuperLink 已不认识这次运行。"],
  [/The SuperLink may have been restarted without its state\./, "SuperLink 可能在丢失状态后重启过。"],
  [/The present state of the project is still being read\. Ask again\./, "仍在读取项目的当前状态，请稍后再试。"],
  [/A simulation has at most (\d+) links\./, "一次模拟最多有 $1 个链接。"],
  [/The simulation has no link of that id\./, "该模拟没有这个链接。"],
  [/It ended after round (\d+), because a metric reached its target/, "在第 $1 轮之后结束，因为指标达到了目标"],
  [/It ended after round (\d+), because a metric did not improve any more/, "在第 $1 轮之后结束，因为指标不再改善"],
  [/It ended after round (\d+), because the budget of time is used up/, "在第 $1 轮之后结束，因为时间预算已用完"],
  [/It ended after round (\d+), because the budget of bytes is used up/, "在第 $1 轮之后结束，因为流量预算已用完"],
  [/It ended after round (\d+), because the privacy budget is used up/, "在第 $1 轮之后结束，因为隐私预算已用完"],
  [/It ended after round (\d+), as requested\.?/, "按要求在第 $1 轮之后结束。"],
  [/SIMULATION_OBSERVE is off\./, "SIMULATION_OBSERVE 已关闭。"],
  [/It runs at a SuperLink that FLSys did not start\./, "它在并非由 FLSys 启动的 SuperLink 上运行。"],
  [/It has ended\./, "它已结束。"],
  [/Rules and simulated faults need a run that is observed\./, "规则和模拟故障只能用于被观察的运行。"],
  [/Its training is not a loop of Flower that FLSys observes\./, "其训练不是 FLSys 能观察的 Flower 循环。"],
  [/The observer could not be written\./, "无法写入观察器。"],
  [/Flower (\S+) is not a version that FLSys observes\./, "FLSys 不观察 Flower $1 这一版本。"],
  [/There are more events than FLSys reads\./, "事件数量超过 FLSys 读取的上限。"],
  [/Some events cannot be read\./, "部分事件无法读取。"],
  [/A part of the observer failed/, "观察器的一部分出错"],
  [
    /A rule has exactly one of at_least, at_most, no_better_for, seconds, bytes and epsilon\./,
    "一条规则只能有 at_least、at_most、no_better_for、seconds、bytes 和 epsilon 之一。",
  ],
  [
    /A rule with at_least, at_most or no_better_for has the name of a 'metric', and a rule with a budget has none\./,
    "带有 at_least、at_most 或 no_better_for 的规则需要指标名 metric，预算规则则不需要。",
  ],
  [/'metric' of a rule is a name of 1 to (\d+) characters\./, "规则的 metric 是 1 到 $1 个字符的名称。"],
  [
    /'mode' of a rule is max or min, and belongs to no_better_for\./,
    "规则的 mode 为 max 或 min，且属于 no_better_for。",
  ],
  [/'(\w+)' of a rule is a whole number from 1 to (\d+)\./, "规则的 $1 是 1 到 $2 的整数。"],
  [/'(\w+)' of a rule is a number\./, "规则的 $1 是一个数。"],
  [/'(\w+)' of a rule is greater than 0\./, "规则的 $1 必须大于 0。"],
  [/There are more than (\d+) rules\./, "规则多于 $1 条。"],
  [
    /A member of a steering is null\. Leave it out to keep its value\./,
    "steering 的一个成员为 null。请省略它以保留原值。",
  ],
  [/'rules' is a list of rules\./, "rules 是规则的列表。"],
  [/'seconds' of a delay is a number from 0 to 3600\./, "延迟的 seconds 是 0 到 3600 的数。"],
  [/'share' of the clients is a number from 0 to 1\./, "客户端的 share 是 0 到 1 的数。"],
  [/'what_if' has at least one of drop, delay, nan and flip\./, "what_if 至少有 drop、delay、nan 和 flip 之一。"],
  [/'seed' of 'what_if' is a whole number of at most 53 bits\./, "what_if 的 seed 是最多 53 位的整数。"],
  [/Start the simulation again\./, "请重新启动这次模拟。"],
  [
    /The service has not enough memory or threads\. The service's log has the error\./,
    "服务的内存或线程不足，错误见服务的日志。",
  ],
  [/The simulation cannot be stored\. The service's log has the reason\./, "无法保存这次模拟，原因见服务的日志。"],
  [/Flower says that the run failed/, "Flower 报告这次运行失败"],
  [/Flower says that the simulation crashed/, "Flower 报告这次模拟崩溃"],
  [
    /Flower's simulation engine crashed, so no client can answer\. The app did not end by itself within (\d+) s and was ended\./,
    "Flower 的模拟引擎崩溃，客户端无法再应答。程序在 $1 秒内没有自行结束，已被终止。",
  ],
  [
    /It wrote no model, although earlier simulations of this project did\./,
    "没有写出模型，而此项目之前的运行都写出了模型。",
  ],
  [
    /It ended without a single round, although (\S+) was asked for: its output shows no round, and it wrote no model and no history\./,
    "要求了 $1，但结束时一轮也没有：输出中没有轮次，也没有写出模型或历史。",
  ],
  [
    /It ended without a single round after an error: its output shows no round, and it wrote no model and no history\./,
    "它在出错后结束，一轮也没有：输出里没有任何一轮，也没有写出模型和历史。",
  ],
  [/It ended without a single round, although Flower announced (\d+)\./, "Flower 宣布了 $1 轮，但结束时一轮也没有。"],
  [
    /It ended after round (\d+), although Flower announced (\d+) rounds\./,
    "Flower 宣布了 $2 轮，但在第 $1 轮之后就结束了。",
  ],
  [
    /(\S+|The text of -c) sends its output to (\S+), so its lines and rounds cannot be shown\./,
    "$1 把输出写入 $2，因此无法显示它的输出行和轮次。",
  ],
  [/Remove the line that begins with exec\./, "请删除以 exec 开头的那一行。"],
  [
    /(\S+|The text of -c) sends the output of its programs to files such as (\S+), so their lines and rounds cannot be shown\./,
    "$1 把程序的输出写入 $2 等文件，因此无法显示这些输出行和轮次。",
  ],
  [/Write 2>&1 \| tee (\S+) in place of the redirection\./, "请用 2>&1 | tee $1 代替重定向。"],
  [/Remove the redirection\./, "请删除重定向。"],
  [
    /Nobody reads the (\S+) ([^:]+): the script reads no arguments \(sys\.argv\)\./,
    "没有程序读取参数 $2：脚本不读取任何参数（sys.argv）。",
  ],
  [
    /Nobody reads the (\S+) ([^:]+): (\S+) has no (\S+), no (\S+) and no "\$@"\./,
    '没有程序读取参数 $2：$3 中没有 $4、$5 和 "$$@"。',
  ],
  [/In each of its rounds \((\d+)\) every client failed\./, "全部 $1 轮中，每个客户端都失败了。"],
  [
    /In each of its rounds \((\d+)\) the strategy chose no client to train: there are fewer clients than it asks for\./,
    "全部 $1 轮中，策略都没有选出客户端进行训练：客户端数少于策略的要求。",
  ],
  [/In each of its rounds \((\d+)\) clients failed\./, "全部 $1 轮中都有客户端失败。"],
  [
    /The file is empty\. A training may still write it; otherwise write or copy it again\./,
    "文件是空的。可能训练还在写入；否则请重新写入或复制。",
  ],
  [
    /The file is a Git LFS pointer, not the weights\. Run git lfs pull in the project\./,
    "文件是 Git LFS 指针，不是权重。请在项目中运行 git lfs pull。",
  ],
  [
    /The file is a web page, probably the error page of a failed download\. Download the weights again\./,
    "文件是网页，多半是下载失败时的错误页面。请重新下载权重。",
  ],
  [/The file is compressed with bzip2\. Unpack it \(bunzip2\)\./, "文件是 bzip2 压缩的。请先解压（bunzip2）。"],
  [/The file is compressed with xz\. Unpack it \(unxz\)\./, "文件是 xz 压缩的。请先解压（unxz）。"],
  [
    /The file is an archive of 7-Zip or RAR\. Unpack it and put the model files into the folder\./,
    "文件是 7-Zip 或 RAR 归档。请解压，并把模型文件放进文件夹。",
  ],
  [
    /The file has only one byte\. A training may still write it; otherwise write or copy it again\./,
    "文件只有一个字节。训练可能还在写入；否则请重新写入或复制。",
  ],
  [/The file is a zip archive without a file in it\./, "文件是里面没有文件的 zip 归档。"],
  [
    /The file holds only an adapter of PEFT \((.+?); such as (.+?)\), not a complete model: the weights of the base (?:model)(.*?) are not in it\./,
    "文件里只有 PEFT 的适配器（$1；例如 $2），不是完整的模型：其中没有基础模型$3 的权重。",
  ],
  [
    /Save the complete model in Python, where model is the PeftModel: (torch\.save.+?PATH\))\. Its class is that of the base model\./,
    "请在 Python 中保存完整的模型（model 是 PeftModel）：$1。它的类就是基础模型的类。",
  ],
  [/FLSys predicts pictures and rows of numbers\./, "FLSys 对图片和数字行预测。"],
  [
    /The weights seem to be of a network for texts or other ids: (.+?) has ([\d,]+) rows, as an embedding\./,
    "这些权重看来属于处理文本或其他编号的网络：$1 有 $2 行，像是嵌入层。",
  ],
  [
    /The weights seem to be of a network for signals: (.+?) is that of a Conv1d for (\d+) channels\./,
    "这些权重看来属于处理信号的网络：$1 属于有 $2 个通道的 Conv1d。",
  ],
  [
    /For rows(?: of ids)?, export to ONNX a module whose forward\(rows\) returns (model\(.+?\)+), and write (\S+) in \.env\./,
    "要对行预测，请把一个 forward(rows) 返回 $1 的模块导出为 ONNX，并在 .env 中写入 $2。",
  ],
  [/The file is compressed with gzip\. Unpack it \(gunzip\)\./, "文件是 gzip 压缩的。请先解压（gunzip）。"],
  [/The file is HDF5, as Keras writes it\./, "文件是 Keras 写出的 HDF5。"],
  [/The file is a model of Keras\./, "文件是 Keras 的模型。"],
  [/The file is a model of (XGBoost|CatBoost)\./, "文件是 $1 的模型。"],
  [/The file is a compressed file of joblib\.dump\./, "文件是 joblib.dump 写出的压缩文件。"],
  [
    /FLSys runs PyTorch and ONNX models\. Export (?:it|a model of scikit-learn)(?: to ONNX)? with (.+?), and write (\S+) in \.env to predict rows with \/predict\./,
    "FLSys 运行 PyTorch 和 ONNX 模型。请用 $1 导出为 ONNX，并在 .env 中写入 $2，以便用 /predict 对各行数据进行预测。",
  ],
  [
    /FLSys runs PyTorch and ONNX models\. Export it to ONNX in Python, such as (.+?) of Keras 3, and put the \.onnx file into this folder\./,
    "FLSys 运行 PyTorch 和 ONNX 模型。请在 Python 中把它导出为 ONNX，例如用 Keras 3 的 $1，并把 .onnx 文件放进此文件夹。",
  ],
  [
    /The file is a tar archive\. Unpack it and put the model files into the folder\./,
    "文件是 tar 归档。请解包，并把模型文件放进文件夹。",
  ],
  [
    /The file is a zip archive, but not of torch\.save \(data\.pkl\) or numpy\.savez \(\.npy\)\. Unpack it and put the model files into the folder\./,
    "文件是 zip 归档，但不是 torch.save（data.pkl）或 numpy.savez（.npy）写出的。请解包，并把模型文件放进文件夹。",
  ],
  [/The file is damaged: it is a zip archive without its end\./, "文件已损坏：zip 归档缺少结尾。"],
  [/The file is damaged: its safetensors header is cut off\./, "文件已损坏：safetensors 的头部不完整。"],
  [/Write or download it again\./, "请重新写入或下载。"],
  [
    /The file is damaged: its end is missing\. Export or download it again\./,
    "文件已损坏：缺少结尾。请重新导出或下载。",
  ],
  [/The file is no ONNX model, or is damaged\. Export it again\./, "文件不是 ONNX 模型，或已损坏。请重新导出。"],
  [
    /The file is no ONNX model: it has no graph\. Export it again\./,
    "文件不是 ONNX 模型：其中没有计算图。请重新导出。",
  ],
  [
    /The folder (.+?) cannot be read, so its models are not listed\. Give the user that runs FLSys access to it\./,
    "无法读取文件夹 $1，因此没有列出其中的模型。请给运行 FLSys 的用户授予访问权限。",
  ],
  [
    /The folder (.+?) is a link out of the project, so its models are not listed\. Put the models into the project\./,
    "文件夹 $1 是指向项目之外的链接，因此没有列出其中的模型。请把模型放进项目。",
  ],
  [
    /The file cannot be read\. Give the user that runs FLSys access to it\./,
    "无法读取文件。请给运行 FLSys 的用户授予访问权限。",
  ],
  [
    /The file is a link out of the project, or to nothing\. Put the file itself into the project\./,
    "文件是指向项目之外的链接，或链接已失效。请把文件本身放进项目。",
  ],
  [
    /The content is no model format that FLSys knows\. Save the weights with torch\.save\(model\.state_dict\(\), file\), as \.npz or \.safetensors, or the network as TorchScript or ONNX\./,
    "内容不是 FLSys 认识的模型格式。请用 torch.save(model.state_dict(), file)、.npz 或 .safetensors 保存权重，或把网络保存为 TorchScript 或 ONNX。",
  ],
  [/Only a simulation that has ended can be deleted\. Stop it first\./, "只能删除已结束的模拟。请先停止它。"],
  [/Only a simulation that has ended can be continued\. Stop it first\./, "只能继续已结束的模拟。请先停止它。"],
  [
    /This simulation has no checkpoint\. They are written after each round of a simulation that is observed, see SIMULATION_CHECKPOINTS\./,
    "此模拟没有检查点。被观察的模拟在每轮之后写入检查点，见 SIMULATION_CHECKPOINTS。",
  ],
  [
    /There is no checkpoint of round (\d+)\. There are checkpoints of these rounds: ([\d, ]+)\./,
    "没有第 $1 轮的检查点。有检查点的轮次：$2。",
  ],
  [/To continue a simulation, the new run has to be observed\./, "要继续一个模拟，新的运行必须被观察。"],
  [/'rounds' is a whole number from 1 to (\d+)\./, "'rounds' 是 1 到 $1 的整数。"],
  [/'from_round' is a whole number of at least 1\./, "'from_round' 是不小于 1 的整数。"],
  [
    /It did not continue from the checkpoint: its training is not a loop of Flower that FLSys observes, so it began with new weights\./,
    "它没有从检查点继续：它的训练不是 FLSys 能观察的 Flower 循环，因此以新的权重开始。",
  ],
  [/The body is an object with the number of rounds: (\{.+\})\./, "请求体是带有轮数的对象：$1。"],
  [
    /The body has an unknown member\. Its members are: rounds, from_round\./,
    "请求体有未知的成员。可用的成员：rounds、from_round。",
  ],
  [/expected 'and', 'or' or the end\.?/, "此处应为 and、or 或结尾。"],
  [/expected (a name of a parameter, a metric or a column)\.?/, "此处应为参数、指标或列的名称。"],
  [/expected (a name of a metric)\.?/, "此处应为指标的名称。"],
  [/expected one of = != < <= > >= ~\.?/, "此处应为 = != < <= > >= ~ 之一。"],
  [/expected (a value)\.?/, "此处应为一个值。"],
  [/expected '\)'\.?/, "此处应为右括号。"],
  [/this quote is not closed\.?/, "引号没有闭合。"],
  [/more than (\d+) parentheses in each other\.?/, "括号嵌套超过 $1 层。"],
  [/true and false are neither less nor greater than anything\.?/, "true 和 false 不能比较大小。"],
  [/EXPORT_MLFLOW_URI is not set\./, "未设置 EXPORT_MLFLOW_URI。"],
  [/Set it to the address of an MLflow server\./, "请将它设为 MLflow 服务器的地址。"],
  [/The simulation ended before it started, so there is nothing to send\./, "模拟在启动前已结束，没有可发送的内容。"],
  [/Other event files are being written\. Try again in a few seconds\./, "正在写其他事件文件，请几秒后再试。"],
  [/The export cannot be stored: the service's log has the reason\./, "无法保存导出，原因见服务日志。"],
  ...EXPERIMENTS,
  ...FAILURES,
  ...MODEL_FILES,
  ...WEIGHTS,
];

/** A text of the service with those of its sentences in Chinese that are known. */
export function inChinese(text: string): string {
  const translated = SENTENCES.reduce((now, [english, chinese]) => now.replace(english, chinese), text);
  // No space between Chinese sentences.
  return translated.replace(/。 (?=\p{Script=Han})/gu, "。");
}
