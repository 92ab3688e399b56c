/**
 * The service's own sentences about the end of a simulation, model files that it cannot use and filters that it cannot parse, in
 * Chinese. They are those of `FailureHints`, `Outcome`, `ModelContent`, `OnnxOutline`, `WeightsSearch` and `RunFilter` on the server. A sentence that is not here, and whatever is quoted from a log, stays unchanged.
 */
export const SENTENCES: readonly [RegExp, string][] = [
  [/^killed by (SIG[A-Z]+)\.?$/, "被 $1 终止"],
  [/It printed no reason\./, "没有任何输出说明原因。"],
  [/The service was stopped\./, "服务已停止。"],
  [/The service ended before it did\./, "服务在模拟结束前已停止。"],
  [/The service ended while it handed the run over\./, "服务在移交这次运行时已停止。"],
  [/The SuperLink may have it: flwr ls lists its runs\./, "SuperLink 可能已接收：用 flwr ls 可列出它的运行。"],
  [/The SuperLink no longer knows the run\./, "SuperLink 已不认识这次运行。"],
  [
    /The SuperLink may have been restarted without its state\. Start the simulation again\./,
    "SuperLink 可能在丢失状态后重启过。请重新启动这次模拟。",
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
  [/It ended without a single round, although Flower announced (\d+)\./, "Flower 宣布了 $1 轮，但结束时一轮也没有。"],
  [
    /It ended after round (\d+), although Flower announced (\d+) rounds\./,
    "Flower 宣布了 $2 轮，但在第 $1 轮之后就结束了。",
  ],
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
    /Start fewer clients at once or use a smaller batch, or run it on a machine with more memory\./,
    "请减少同时运行的客户端数或减小批大小，或换用内存更大的机器。",
  ],
  [
    /The GPU has not enough free memory\. Use a smaller batch, give each client a larger share of the GPU so that fewer run at once, or end other programs that use it\./,
    "GPU 可用内存不足。请减小批大小，给每个客户端更大的 GPU 份额以减少同时运行的数量，或结束占用 GPU 的其他程序。",
  ],
  [/The machine has not enough free memory\./, "机器的可用内存不足。"],
  [
    /The disk is full\. Free some space, for example old folders in \.flsys\/simulations\./,
    "磁盘已满。请清理空间，例如 .flsys/simulations 中的旧文件夹。",
  ],
  [
    /The script has no such option\. GET \/api\/simulations\/options lists the options that it has\./,
    "脚本没有这个选项。GET /api/simulations/options 列出了它的选项。",
  ],
  [
    /The script does not start without it\. Give it as a parameter, or write it into FLOWER_START_SCRIPT\./,
    "脚本缺少它就无法启动。请把它作为参数给出，或写入 FLOWER_START_SCRIPT。",
  ],
  [
    /The script does not take this value\. GET \/api\/simulations\/options lists its options and what they take\./,
    "脚本不接受这个值。GET /api/simulations/options 列出了它的选项和可用的值。",
  ],
  [
    /FLOWER_START_SCRIPT names the federation after the folder of the app\. If the name is the value of an option, this version of Flower needs an older click: install 'click<8\.2' in the project's Python, and add it to the project's requirements\./,
    "FLOWER_START_SCRIPT 在应用文件夹之后写的是联邦的名称。如果它其实是某个选项的值，则此版本的 Flower 需要较旧的 click：请在项目的 Python 中安装 'click<8.2'，并加入项目的依赖。",
  ],
  [
    /Flower gives its SuperLink 15 seconds to start, and FLSys tried three times\. The machine is busy or slow: end other programs, and start the simulation again\./,
    "Flower 只给 SuperLink 15 秒的启动时间，FLSys 已尝试三次。机器繁忙或较慢：请结束其他程序，然后重新启动模拟。",
  ],
  [
    /Flower's SuperLink does not start\. Start flower-superlink --insecure --simulation by hand, from the folder of the project's Python: it prints the reason\./,
    "Flower 的 SuperLink 无法启动。请在项目 Python 的文件夹中手动运行 flower-superlink --insecure --simulation，它会打印原因。",
  ],
  [
    /Another program uses the port, perhaps an earlier run, or this service: 8080 is the default of both\. End that program, have the script use another port, or start this service with QUARKUS_HTTP_PORT=8090\./,
    "端口已被其他程序占用，可能是之前的运行，也可能是本服务：二者默认都用 8080。请结束该程序，或让脚本使用其他端口，或以 QUARKUS_HTTP_PORT=8090 启动本服务。",
  ],
  [
    /The script calls a program that is not installed, or not on the PATH of the service\./,
    "脚本调用的程序没有安装，或不在服务的 PATH 中。",
  ],
  [
    /A file or folder that the script opens is not there\. Relative paths begin in the project's folder, where the script runs\./,
    "脚本要打开的文件或文件夹不存在。相对路径以项目文件夹为起点，脚本在其中运行。",
  ],
  [
    /The user that runs the service may not do this\. Check the owner and the rights of the file or folder\./,
    "运行服务的用户没有权限。请检查该文件或文件夹的所有者和权限。",
  ],
  [
    /A host cannot be reached from this machine\. Check its network and proxy; a data set that is downloaded can be put into the project before\./,
    "这台机器无法连接某个主机。请检查网络和代理；需要下载的数据集可以事先放进项目。",
  ],
  [
    /Nothing answers at an address that the script connects to\. Check that the other program runs\./,
    "脚本连接的地址没有响应。请确认对方的程序正在运行。",
  ],
  [
    /The weights are not those of this network\. Load a file that the same class wrote, with the same arguments\./,
    "权重与网络不匹配。请载入由同一个类、以相同参数写出的文件。",
  ],
  [
    /Python cannot read a source file\. The lines before this one name the file and the line\./,
    "Python 无法读取某个源文件。前面几行指出了文件和行号。",
  ],
  [
    /The script asks for a GPU that PyTorch does not find here\. Have it use the CPU where torch\.cuda\.is_available\(\) is false\./,
    "脚本要求 GPU，但 PyTorch 在这里没有找到。请在 torch.cuda.is_available() 为 false 时使用 CPU。",
  ],
  [
    /The script runs with (.+?), which has no module '(.+?)'\. Install it \((.+?)\) and add it to the project's requirements\. A module of the project itself has to be beside the script or in the project's folder\./,
    "脚本由 $1 运行，其中没有模块“$2”。请安装它（$3），并写入项目的依赖。如果是项目自己的模块，应与脚本放在一起，或放在项目文件夹中。",
  ],
  [/The system usually ends a process like this because memory ran out\./, "系统这样结束进程，多半是因为内存耗尽。"],
  [
    /Native code of a library crashed\. The last lines of the log may name it; other versions of torch, ray or numpy may help\./,
    "某个库的本机代码崩溃了。日志的最后几行可能指出是哪个库；换用其他版本的 torch、ray 或 numpy 可能有帮助。",
  ],
  [/Another program or person asked it to end, not this service\./, "是其他程序或人结束了它，不是本服务。"],
  [
    /Exit code 126 of a shell: a program that it calls may not be executed\./,
    "退出码 126 来自 shell：所调用的程序不允许执行。",
  ],
  [/Exit code 127 of a shell: a program that it calls was not found\./, "退出码 127 来自 shell：找不到所调用的程序。"],
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
  [/The file is compressed with gzip\. Unpack it \(gunzip\)\./, "文件是 gzip 压缩的。请先解压（gunzip）。"],
  [
    /The file is HDF5, as Keras writes it\. FLSys runs PyTorch and ONNX models: export it to ONNX\./,
    "文件是 Keras 写出的 HDF5。FLSys 运行 PyTorch 和 ONNX 模型：请把它导出为 ONNX。",
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
  [/expected 'and', 'or' or the end\.?/, "此处应为 and、or 或结尾。"],
  [/expected (a name of a parameter, a metric or a column)\.?/, "此处应为参数、指标或列的名称。"],
  [/expected (a name of a metric)\.?/, "此处应为指标的名称。"],
  [/expected one of = != < <= > >= ~\.?/, "此处应为 = != < <= > >= ~ 之一。"],
  [/expected (a value)\.?/, "此处应为一个值。"],
  [/expected '\)'\.?/, "此处应为右括号。"],
  [/this quote is not closed\.?/, "引号没有闭合。"],
  [/more than (\d+) parentheses in each other\.?/, "括号嵌套超过 $1 层。"],
  [/true and false are neither less nor greater than anything\.?/, "true 和 false 不能比较大小。"],
  [/Have the script print its error before it ends\./, "请让脚本在结束前输出错误。"],
];

/** A text of the service with those of its sentences in Chinese that are known. */
export function inChinese(text: string): string {
  const translated = SENTENCES.reduce((now, [english, chinese]) => now.replace(english, chinese), text);
  // No space between Chinese sentences.
  return translated.replace(/。 (?=\p{Script=Han})/gu, "。");
}
