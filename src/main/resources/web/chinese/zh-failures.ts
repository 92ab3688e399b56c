/** The causes and remedies of failures, as the tables of `simulation.failure` on the server have them, in Chinese. */
export const FAILURES: readonly [RegExp, string][] = [
  [/The GPU has not enough free memory\./, "GPU 可用内存不足。"],
  [
    /Use a smaller batch, give each client a larger share of it so that fewer run at once, or end other programs that use it\./,
    "请减小批大小，给每个客户端更大的 GPU 份额以减少同时运行的数量，或结束占用 GPU 的其他程序。",
  ],
  [/The script asks for a GPU that PyTorch does not find here\./, "脚本要求 GPU，但 PyTorch 在这里没有找到。"],
  [
    /Have it use the CPU where torch\.cuda\.is_available\(\) is false, and load weights with map_location\./,
    "请在 torch.cuda.is_available() 为 false 时使用 CPU，并在载入权重时指定 map_location。",
  ],
  [/This version of PyTorch was not built for this GPU\./, "此版本的 PyTorch 不是为这块 GPU 构建的。"],
  [
    /Install a version of PyTorch for the compute capability of the GPU, or run the script on the CPU\./,
    "请安装支持该 GPU 计算能力的 PyTorch 版本，或在 CPU 上运行脚本。",
  ],
  [
    /A check inside a GPU operation failed, usually because a label or an index is outside its range\./,
    "GPU 运算内部的检查失败，通常是标签或索引超出了范围。",
  ],
  [
    /Run it on the CPU, or with CUDA_LAUNCH_BLOCKING=1, to see the failing line, and compare the labels with the number of classes\./,
    "请在 CPU 上或设置 CUDA_LAUNCH_BLOCKING=1 运行以看到出错的行，并核对标签与类别数。",
  ],
  [/Ray ended a client because the machine had almost no free memory\./, "机器内存将尽，Ray 终止了一个客户端。"],
  [
    /Start fewer clients at once or use a smaller batch, or run it on a machine with more memory\./,
    "请减少同时运行的客户端数或减小批大小，或换用内存更大的机器。",
  ],
  [/Ray's memory for shared objects is full\./, "Ray 的共享对象内存已满。"],
  [
    /Keep fewer large objects in Ray, or give it more with object_store_memory in the arguments of ray\.init\./,
    "请减少放入 Ray 的大对象，或在 ray.init 的参数中用 object_store_memory 增大它。",
  ],
  [/The workers of a DataLoader have too little shared memory\./, "DataLoader 工作进程的共享内存不足。"],
  [
    /Use num_workers=0, or give the container a larger \/dev\/shm \(docker run --shm-size=2g\)\./,
    "请使用 num_workers=0，或给容器更大的 /dev/shm（docker run --shm-size=2g）。",
  ],
  [
    /A worker process of a DataLoader was ended, usually because memory ran out\./,
    "DataLoader 的一个工作进程被终止，多半是因为内存耗尽。",
  ],
  [/Use fewer workers \(num_workers\) and clients at once\./, "请减少工作进程数（num_workers）和同时运行的客户端数。"],
  [
    /A process of Ray that ran clients ended unexpectedly, usually because memory ran out or native code crashed\./,
    "Ray 中运行客户端的进程意外结束，多半是内存耗尽或本机代码崩溃。",
  ],
  [/The machine has not enough free memory\./, "机器的可用内存不足。"],
  [/The disk is full\./, "磁盘已满。"],
  [/Free some space, for example by deleting old simulations\./, "请清理空间，例如删除旧的模拟。"],
  [/A file became larger than the limit of this process\./, "文件超出了此进程的大小限制。"],
  [
    /Raise the limit \(ulimit -f\), or write less into one file\./,
    "请提高限制（ulimit -f），或减少写入同一文件的内容。",
  ],
  [/The script writes to a file system that is mounted read-only\./, "脚本写入的文件系统是只读的。"],
  [
    /Have it write into the project's folder, or mount the folder with write access\./,
    "请让它写入项目文件夹，或以可写方式挂载该文件夹。",
  ],
  [/The process has more open files than it may have\./, "进程打开的文件数超出了限制。"],
  [
    /Close files and connections after use, use fewer DataLoader workers, or raise the limit \(ulimit -n\)\./,
    "请在使用后关闭文件和连接，减少 DataLoader 工作进程，或提高限制（ulimit -n）。",
  ],
  [/The system allows no further thread or process\./, "系统不允许再创建线程或进程。"],
  [
    /Start fewer clients and workers at once, set OMP_NUM_THREADS=1, or raise the limit \(ulimit -u, or pids of the container\)\./,
    "请减少同时运行的客户端和工作进程，设置 OMP_NUM_THREADS=1，或提高限制（ulimit -u，或容器的 pids）。",
  ],
  [/The system usually ends a process like this because memory ran out\./, "系统这样结束进程，多半是因为内存耗尽。"],
  [/Native code of a library crashed\./, "某个库的本机代码崩溃了。"],
  [
    /The last lines of the log may name the library\. Try other versions of torch, ray or numpy\./,
    "日志的最后几行可能指出是哪个库。请换用其他版本的 torch、ray 或 numpy。",
  ],
  [/Another program or person asked it to end, not this service\./, "是其他程序或人结束了它，不是本服务。"],
  [
    /Look for kill 0 or kill -- -\$\$ in the script, which end the script itself, too\. Otherwise look for a job system, a container limit or a person that ends processes on this machine\./,
    "请检查脚本中是否有 kill 0 或 kill -- -$$，它们也会结束脚本本身。否则请查找在这台机器上结束进程的作业系统、容器限制或用户。",
  ],
  [/There are fewer clients than the strategy asks for\./, "客户端数少于策略的要求。"],
  [
    /Start it with more clients \(num_clients, --num-supernodes\), or lower min_available_clients, min_fit_clients and min_evaluate_clients\./,
    "请增加客户端数（num_clients、--num-supernodes），或降低 min_available_clients、min_fit_clients 和 min_evaluate_clients。",
  ],
  [/Flower's simulation engine needs Ray, which is not installed\./, "Flower 的模拟引擎需要 Ray，但没有安装。"],
  [
    /Install 'flwr\[simulation\]' in the project's Python, and add it to the project's requirements\./,
    "请在项目的 Python 中安装 'flwr[simulation]'，并加入项目的依赖。",
  ],
  [/One client needs more CPUs or GPUs than this machine has\./, "一个客户端所需的 CPU 或 GPU 多于这台机器所有。"],
  [
    /Lower client_resources \(num_cpus, num_gpus\) to at most those of this machine\./,
    "请把 client_resources（num_cpus、num_gpus）降到不超过这台机器的数量。",
  ],
  [/The path of Ray's temporary folder is too long for a socket\./, "Ray 临时文件夹的路径对套接字来说太长。"],
  [
    /Set TMPDIR or RAY_TMPDIR to a short path, such as \/tmp\./,
    "请把 TMPDIR 或 RAY_TMPDIR 设为较短的路径，例如 /tmp。",
  ],
  [/Ray does not start\./, "Ray 无法启动。"],
  [
    /End earlier runs and other programs that use much memory, and start it again\. The logs of Ray are in \/tmp\/ray\/session_latest\/logs\./,
    "请结束之前的运行和占用大量内存的其他程序，然后重新启动。Ray 的日志在 /tmp/ray/session_latest/logs。",
  ],
  [/Ray cannot send an object to the process of a client\./, "Ray 无法把某个对象发送到客户端进程。"],
  [
    /Create locks, open files, loggers and connections inside the client, not outside of it\./,
    "请在客户端内部创建锁、打开的文件、日志对象和连接，而不是在外部。",
  ],
  [/The module of the app has no object with the configured name\./, "应用的模块中没有所配置名称的对象。"],
  [
    /Compare serverapp and clientapp in \[tool\.flwr\.app\.components\] of pyproject\.toml with the names in the modules\./,
    "请核对 pyproject.toml 中 [tool.flwr.app.components] 的 serverapp 和 clientapp 与模块里的名称。",
  ],
  [/Flower cannot load the ServerApp or the ClientApp\./, "Flower 无法载入 ServerApp 或 ClientApp。"],
  [
    /Import the module with the project's Python to see the error\. Compare serverapp and clientapp in pyproject\.toml with its path\./,
    "请用项目的 Python 导入该模块以查看错误，并核对 pyproject.toml 中的 serverapp 和 clientapp。",
  ],
  [
    /FLOWER_START_SCRIPT names a federation that pyproject\.toml does not have\./,
    "FLOWER_START_SCRIPT 中的联邦不在 pyproject.toml 中。",
  ],
  [
    /Correct the federation after the folder of the app\. If the name is the value of an option, install 'click<8\.2' in the project's Python\./,
    "请更正应用文件夹之后的联邦名称。如果它其实是某个选项的值，请在项目的 Python 中安装 'click<8.2'。",
  ],
  [
    /The Flower configuration has no SuperLink connection with this name\./,
    "Flower 配置中没有这个名称的 SuperLink 连接。",
  ],
  [
    /Add \[superlink\.NAME\] to config\.toml of FLWR_HOME, or name an existing one\./,
    "请在 FLWR_HOME 的 config.toml 中加入 [superlink.NAME]，或使用已有的名称。",
  ],
  [/The pyproject\.toml of the Flower app is missing or incomplete\./, "Flower 应用的 pyproject.toml 缺失或不完整。"],
  [
    /Write name, version, \[tool\.flwr\.app\] with publisher, and \[tool\.flwr\.app\.components\] with serverapp and clientapp\./,
    "请写入 name、version、带 publisher 的 [tool.flwr.app]，以及带 serverapp 和 clientapp 的 [tool.flwr.app.components]。",
  ],
  [/The run config has a key that pyproject\.toml does not declare\./, "运行配置中有 pyproject.toml 未声明的键。"],
  [
    /Declare the key under \[tool\.flwr\.app\.config\] of pyproject\.toml, or correct its name\./,
    "请在 pyproject.toml 的 [tool.flwr.app.config] 中声明它，或更正名称。",
  ],
  [
    /Flower gives its SuperLink 15 seconds to start, and FLSys tried three times\./,
    "Flower 只给 SuperLink 15 秒的启动时间，FLSys 已尝试三次。",
  ],
  [
    /The machine is busy or slow: end other programs, and start the simulation again\./,
    "机器繁忙或较慢：请结束其他程序，然后重新启动模拟。",
  ],
  [/Flower's SuperLink does not start\./, "Flower 的 SuperLink 无法启动。"],
  [
    /Start flower-superlink --insecure --simulation by hand, from the folder of the project's Python: it prints the reason\./,
    "请在项目 Python 的文件夹中手动运行 flower-superlink --insecure --simulation，它会打印原因。",
  ],
  [
    /Another program uses the port, perhaps an earlier run, or this service: 8080 is the default of both\./,
    "端口已被其他程序占用，可能是之前的运行，也可能是本服务：二者默认都用 8080。",
  ],
  [
    /End that program, have the script use another port, or start this service with QUARKUS_HTTP_PORT=8090\./,
    "请结束该程序，或让脚本使用其他端口，或以 QUARKUS_HTTP_PORT=8090 启动本服务。",
  ],
  [/The weights of the network are larger than a message may be\./, "网络的权重超出了消息的大小限制。"],
  [
    /Raise grpc_max_message_length of the server and of each client, or use a newer Flower, which sends weights in parts\./,
    "请提高服务器和每个客户端的 grpc_max_message_length，或使用分块发送权重的较新 Flower。",
  ],
  [
    /The Flower server or SuperLink does not answer at the configured address\./,
    "Flower 服务器或 SuperLink 在所配置的地址没有响应。",
  ],
  [
    /Check that it runs, and compare its address and port with those of the clients\./,
    "请确认它正在运行，并核对它与客户端的地址和端口。",
  ],
  [
    /The server at this address is another program, or another version of Flower\./,
    "该地址的服务器是其他程序，或是其他版本的 Flower。",
  ],
  [
    /Compare the versions of Flower and the ports of server and clients\./,
    "请核对服务器和客户端的 Flower 版本和端口。",
  ],
  [
    /The script was written for another version of Flower than the one that is installed\./,
    "脚本是为另一版本的 Flower 编写的。",
  ],
  [
    /Install the version of flwr that the project's requirements name, or change the import to this version\./,
    "请安装项目依赖中写明的 flwr 版本，或按当前版本修改导入。",
  ],
  [/The licence of the SuperLink is invalid or has expired\./, "SuperLink 的许可证无效或已过期。"],
  [/Renew the licence, or use the SuperLink without one\./, "请更新许可证，或使用不需要许可证的 SuperLink。"],
  [/The SuperLink needs a licence key\./, "SuperLink 需要许可证密钥。"],
  [/Set FLWR_LICENSE_KEY for the SuperLink\./, "请为 SuperLink 设置 FLWR_LICENSE_KEY。"],
  [/FLWR_LICENSE_URL is not a valid URL\./, "FLWR_LICENSE_URL 不是有效的 URL。"],
  [/Correct FLWR_LICENSE_URL for the SuperLink\./, "请更正 SuperLink 的 FLWR_LICENSE_URL。"],
  [/The SuperLink does not accept its arguments\./, "SuperLink 不接受它的参数。"],
  [/Compare the arguments with flower-superlink --help\./, "请用 flower-superlink --help 核对参数。"],
  [
    /The database of the SuperLink was written by another version of Flower\./,
    "SuperLink 的数据库由另一版本的 Flower 写出。",
  ],
  [
    /Start the SuperLink with a new database, or install the version of Flower that wrote it\./,
    "请用新的数据库启动 SuperLink，或安装写出它的 Flower 版本。",
  ],
  [
    /The replies of the clients do not fit together, so that the strategy cannot aggregate them\./,
    "各客户端的答复不一致，策略无法聚合。",
  ],
  [
    /Each client must return one ArrayRecord and one MetricRecord with the same keys, and the key of the weight, such as num-examples\./,
    "每个客户端必须返回一个 ArrayRecord 和一个 MetricRecord，键相同，并包含权重的键，例如 num-examples。",
  ],
  [/The strategy failed while it aggregated the replies of the clients\./, "策略在聚合客户端答复时失败。"],
  [
    /Read the error before this line, and check the shapes and keys of what clients return\./,
    "请查看此行之前的错误，并检查客户端返回内容的形状和键。",
  ],
  [/The SuperLink did not let the run start\./, "SuperLink 不允许这次运行启动。"],
  [
    /Check with flwr ls whether the run was stopped, and submit it again\./,
    "请用 flwr ls 检查运行是否已被停止，并重新提交。",
  ],
  [/A ClientApp cannot reach its SuperNode\./, "ClientApp 无法连接到它的 SuperNode。"],
  [/Check that the SuperNode runs, and compare the addresses\./, "请确认 SuperNode 正在运行，并核对地址。"],
  [/The private key of the SuperNode is not a valid elliptic curve key\./, "SuperNode 的私钥不是有效的椭圆曲线密钥。"],
  [
    /Make a key with ssh-keygen -t ecdsa -b 384, and name its file in --auth-supernode-private-key\./,
    "请用 ssh-keygen -t ecdsa -b 384 生成密钥，并在 --auth-supernode-private-key 中写明文件。",
  ],
  [/The SuperNode has a private key, but no TLS\./, "SuperNode 有私钥，但没有启用 TLS。"],
  [
    /Give it the root certificates of the SuperLink \(--root-certificates\), or remove the key\./,
    "请给出 SuperLink 的根证书（--root-certificates），或去掉私钥。",
  ],
  [/The SuperNode cannot read its file of trusted entities\./, "SuperNode 无法读取受信实体文件。"],
  [/Check path and YAML of the file in --trusted-entities\./, "请检查 --trusted-entities 中文件的路径和 YAML。"],
  [/The SuperNode cannot connect to the SuperLink\./, "SuperNode 无法连接到 SuperLink。"],
  [
    /Check that the SuperLink runs, and compare --superlink with its address\./,
    "请确认 SuperLink 正在运行，并核对 --superlink 的地址。",
  ],
  [/The configuration of Flower's SuperExec is not valid YAML\./, "Flower SuperExec 的配置不是有效的 YAML。"],
  [/Correct the YAML of the plugin configuration\./, "请更正插件配置的 YAML。"],
  [/Flower's SuperExec cannot load its secret\./, "Flower SuperExec 无法载入密钥。"],
  [/Check path and access rights of the file with the secret\./, "请检查密钥文件的路径和访问权限。"],
  [/Flower's SuperExec cannot use its executor configuration\./, "Flower SuperExec 无法使用执行器配置。"],
  [
    /Compare the executor configuration with the documentation of this version of Flower\./,
    "请按此版本 Flower 的文档核对执行器配置。",
  ],
  [/The public key of the node is not a valid elliptic curve key\./, "节点的公钥不是有效的椭圆曲线密钥。"],
  [
    /Make a key with ssh-keygen -t ecdsa -b 384, and name its \.pub file\./,
    "请用 ssh-keygen -t ecdsa -b 384 生成密钥，并写明它的 .pub 文件。",
  ],
  [/An address is not a host and port without a prefix\./, "地址不是不带前缀的主机和端口。"],
  [/Write it as host:port, for example 127\.0\.0\.1:9092\./, "请写成 host:port，例如 127.0.0.1:9092。"],
  [/This part of Flower has no TLS\./, "Flower 的这一部分不支持 TLS。"],
  [/Start it with --insecure\./, "请用 --insecure 启动它。"],
  [/--root-certificates and --insecure exclude each other\./, "--root-certificates 与 --insecure 不能同时使用。"],
  [/Remove one of the two options\./, "请去掉其中一个选项。"],
  [/A file that an option of Flower names is not there\./, "Flower 选项中的文件不存在。"],
  [
    /Correct the path\. Relative paths begin in the project's folder, where the script runs\./,
    "请更正路径。相对路径以项目文件夹为起点，脚本在其中运行。",
  ],
  [/The TLS certificates of the server are incomplete or invalid\./, "服务器的 TLS 证书不完整或无效。"],
  [
    /Give the CA certificate, the server certificate and its key, which must belong together\./,
    "请给出相互匹配的 CA 证书、服务器证书和私钥。",
  ],
  [/The versions of Flower on both sides do not fit\./, "双方的 Flower 版本不兼容。"],
  [
    /Install the same version of flwr for the SuperLink, the SuperNodes and the app\./,
    "请为 SuperLink、SuperNode 和应用安装相同版本的 flwr。",
  ],
  [/The Flower app failed to import a module\./, "Flower 应用导入模块失败。"],
  [
    /Install the missing package in the project's Python, and add it to dependencies of pyproject\.toml\./,
    "请在项目的 Python 中安装缺少的包，并加入 pyproject.toml 的 dependencies。",
  ],
  [/Flower could not install the dependencies of the app\./, "Flower 无法安装应用的依赖。"],
  [
    /Install the dependencies by hand in the project's Python\. The lines before show pip's reason\./,
    "请在项目的 Python 中手动安装依赖。前面几行有 pip 的原因。",
  ],
  [/The ServerApp raised an exception that FLSys does not know\./, "ServerApp 抛出了 FLSys 不认识的异常。"],
  [/Fix the line that the traceback names\./, "请修正回溯所指的行。"],
  [
    /Flower's simulation ended with an exception that FLSys does not know\./,
    "Flower 的模拟以 FLSys 不认识的异常结束。",
  ],
  [
    /A process of Flower ended with an exception that FLSys does not know\./,
    "Flower 的一个进程以 FLSys 不认识的异常结束。",
  ],
  [/The script runs with (.+?), which has no module '(.+?)'\./, "脚本由 $1 运行，其中没有模块“$2”。"],
  [
    /Install it \((.+?)\) and add it to the project's requirements\. A module of the project itself has to be beside the script or in the project's folder\./,
    "请安装它（$1），并写入项目的依赖。如果是项目自己的模块，应与脚本放在一起，或放在项目文件夹中。",
  ],
  [
    /A package was built for another version of NumPy than the one that is installed\./,
    "某个包是为另一版本的 NumPy 构建的。",
  ],
  [
    /Install 'numpy<2' in the project's Python, or a newer version of that package\./,
    "请在项目的 Python 中安装 'numpy<2'，或安装该包的较新版本。",
  ],
  [
    /The version of protobuf does not fit to that of Flower or of another package\./,
    "protobuf 的版本与 Flower 或其他包不兼容。",
  ],
  [
    /Install the version of protobuf that flwr requires: reinstall flwr in the project's Python\./,
    "请安装 flwr 所要求的 protobuf 版本：在项目的 Python 中重新安装 flwr。",
  ],
  [/A native library is older or newer than a package needs\./, "某个本机库的版本与包的要求不符。"],
  [
    /Reinstall the package for this system, or use a newer base image\./,
    "请为此系统重新安装该包，或使用较新的基础镜像。",
  ],
  [/A native library that a package needs is not installed\./, "包所需的本机库没有安装。"],
  [
    /Install the system package of that library, such as libgl1 for OpenCV, or a version of the package without it\./,
    "请安装该库的系统包，例如 OpenCV 的 libgl1，或使用不需要它的版本。",
  ],
  [
    /The imported module has no such name: another version is installed, or two modules import each other\./,
    "导入的模块没有这个名称：安装了其他版本，或两个模块相互导入。",
  ],
  [
    /Compare the version of the package with the project's requirements, or move one of the imports into a function\./,
    "请核对包的版本与项目的依赖，或把其中一个导入移到函数内。",
  ],
  [/Hydra does not find a configuration file\./, "Hydra 找不到配置文件。"],
  [
    /Compare config_path and config_name of @hydra\.main, and the defaults list, with the files in the project\./,
    "请核对 @hydra.main 的 config_path 和 config_name、defaults 列表与项目中的文件。",
  ],
  [/The configuration of Hydra has no such key\./, "Hydra 的配置中没有这个键。"],
  [
    /Use a key of the configuration, or add a new one with a leading \+\. GET \/api\/simulations\/options lists its keys\./,
    "请使用配置中的键，或以 + 开头添加新键。GET /api/simulations/options 列出了它的键。",
  ],
  [/A mandatory value of the configuration \(\?\?\?\) is not set\./, "配置中的必填值（???）没有设置。"],
  [
    /Give it as a parameter, or write a default into the configuration file\./,
    "请把它作为参数给出，或在配置文件中写入默认值。",
  ],
  [/Hydra cannot parse the value of a parameter\./, "Hydra 无法解析某个参数的值。"],
  [
    /Close brackets and quotes, and put values with special characters in quotes\./,
    "请补全括号和引号，并给含特殊字符的值加引号。",
  ],
  [/The script has no such option\./, "脚本没有这个选项。"],
  [
    /GET \/api\/simulations\/options lists its options and their values\./,
    "GET /api/simulations/options 列出了它的选项和可用的值。",
  ],
  [/The script does not start without this option\./, "脚本缺少这个选项就无法启动。"],
  [
    /Give it as a parameter, or write it into FLOWER_START_SCRIPT\./,
    "请把它作为参数给出，或写入 FLOWER_START_SCRIPT。",
  ],
  [/The script does not take this value\./, "脚本不接受这个值。"],
  [/The file or module that FLOWER_START_SCRIPT runs is not there\./, "FLOWER_START_SCRIPT 要运行的文件或模块不存在。"],
  [
    /Correct the name in FLOWER_START_SCRIPT\. It begins in the project's folder\./,
    "请更正 FLOWER_START_SCRIPT 中的名称，它从项目文件夹开始。",
  ],
  [
    /The script has Windows line endings, which shells do not understand\./,
    "脚本使用 Windows 换行符，shell 无法理解。",
  ],
  [
    /Convert it with dos2unix FILE, or set core\.autocrlf=input in git\./,
    "请用 dos2unix FILE 转换，或在 git 中设置 core.autocrlf=input。",
  ],
  [/The first line of the script names a program that is not there\./, "脚本第一行写的程序不存在。"],
  [
    /Correct the line that begins with #!, for example to #!\/usr\/bin\/env python3\./,
    "请更正以 #! 开头的行，例如改为 #!/usr/bin/env python3。",
  ],
  [
    /The script calls a program that is not installed, or not on the PATH of the service\./,
    "脚本调用的程序没有安装，或不在服务的 PATH 中。",
  ],
  [
    /Install the program in the project's Python or on this machine, or write its whole path\./,
    "请在项目的 Python 或这台机器上安装该程序，或写出完整路径。",
  ],
  [/The script calls a program that may not be executed\./, "脚本调用的程序不允许执行。"],
  [
    /Make it executable \(chmod \+x FILE\), or call it with its interpreter, such as python FILE\./,
    "请使它可执行（chmod +x FILE），或用解释器调用它，例如 python FILE。",
  ],
  [/The script asks a question, but nobody can answer here\./, "脚本在提问，但这里没有人能回答。"],
  [/Have it take the answer as an option, with a default\./, "请让它以选项接收答案，并设置默认值。"],
  [/The script opens a window, but there is no screen\./, "脚本要打开窗口，但这里没有屏幕。"],
  [
    /Set MPLBACKEND=Agg, and save figures to files instead of showing them\./,
    "请设置 MPLBACKEND=Agg，并把图保存为文件而不是显示。",
  ],
  [/The script ended with an error code and without any output\./, "脚本以错误码结束，没有任何输出。"],
  [/Have the script print its error before it ends\./, "请让脚本在结束前输出错误。"],
  [/Python cannot read a source file\./, "Python 无法读取某个源文件。"],
  [
    /Correct the line\. Lines that begin with ! or % belong to notebooks, and a newer syntax needs a newer Python\./,
    "请更正该行。以 ! 或 % 开头的行属于笔记本；较新的语法需要较新的 Python。",
  ],
  [/The script starts processes while it is imported\./, "脚本在被导入时启动了进程。"],
  [
    /Put the start of the program into a function that runs only if __name__ is __main__\./,
    "请把程序的启动代码放进只在 __name__ 为 __main__ 时运行的函数。",
  ],
  [/A function calls itself without end\./, "某个函数无休止地调用自身。"],
  [/Add the condition that ends the recursion, or use a loop\./, "请加入结束递归的条件，或改用循环。"],
  [
    /The file holds more than weights, and torch\.load reads only weights since PyTorch 2\.6\./,
    "文件中不只有权重，而 PyTorch 2.6 起 torch.load 只读取权重。",
  ],
  [
    /Save model\.state_dict\(\) instead of the model\. For a file that you trust, load it with weights_only=False\./,
    "请保存 model.state_dict() 而不是模型。对可信的文件，可用 weights_only=False 载入。",
  ],
  [
    /A file that the script reads is damaged, incomplete or of another format\./,
    "脚本读取的文件已损坏、不完整或格式不符。",
  ],
  [
    /Write or download it again, and check that a Git LFS file was pulled \(git lfs pull\)\./,
    "请重新写入或下载，并确认 Git LFS 文件已拉取（git lfs pull）。",
  ],
  [
    /An object cannot be sent to another process, or was written by a class that is not there now\./,
    "某个对象无法发送到另一个进程，或写出它的类现在不存在。",
  ],
  [
    /Use functions and classes of a module instead of lambdas and local ones, and create locks and files in the process that uses them\./,
    "请使用模块级的函数和类，而不是 lambda 或局部定义，并在使用它的进程中创建锁和文件。",
  ],
  [/A file or answer that the script reads is not valid JSON\./, "脚本读取的文件或答复不是有效的 JSON。"],
  [/Correct the place that the message names\./, "请更正消息所指的位置。"],
  [/A configuration file is not valid YAML\./, "配置文件不是有效的 YAML。"],
  [
    /Correct the line that the message names: indent with spaces, and put a space after each colon\./,
    "请更正消息所指的行：用空格缩进，并在冒号后加空格。",
  ],
  [/A configuration file is not valid TOML\./, "配置文件不是有效的 TOML。"],
  [/Correct the place that the message names: texts need quotes\./, "请更正消息所指的位置：文本需要引号。"],
  [/A file has another encoding than the script expects\./, "文件的编码与脚本预期的不同。"],
  [
    /Open it with the right encoding, for example with encoding utf-8 or gbk, or as binary\./,
    "请用正确的编码打开，例如 utf-8 或 gbk，或以二进制方式打开。",
  ],
  [/Another process uses the same SQLite database\./, "另一个进程正在使用同一个 SQLite 数据库。"],
  [/End that process, or give each run its own database\./, "请结束该进程，或让每次运行使用自己的数据库。"],
  [/The data set is not where the script looks for it\./, "数据集不在脚本查找的位置。"],
  [
    /Put the data set into the project, correct its path, or let the script download it \(download=True\)\./,
    "请把数据集放进项目，更正路径，或让脚本下载（download=True）。",
  ],
  [/A file or folder that the script opens is not there\./, "脚本要打开的文件或文件夹不存在。"],
  [
    /Create it or correct its path\. Relative paths begin in the project's folder, where the script runs\./,
    "请创建它或更正路径。相对路径以项目文件夹为起点，脚本在其中运行。",
  ],
  [/A file or folder that the script creates already exists\./, "脚本要创建的文件或文件夹已经存在。"],
  [
    /Have it use exist_ok=True or a new name for each run, or delete the old one\./,
    "请让它使用 exist_ok=True，或每次运行使用新名称，或删除旧的。",
  ],
  [/The script uses a folder as a file, or a file as a folder\./, "脚本把文件夹当作文件，或把文件当作文件夹。"],
  [/Correct the path\./, "请更正路径。"],
  [/The user that runs the service may not do this\./, "运行服务的用户没有权限。"],
  [/Check the owner and the rights of the file or folder\./, "请检查该文件或文件夹的所有者和权限。"],
  [/The certificate of a server cannot be verified\./, "无法验证服务器的证书。"],
  [
    /Add the certificate authority to the system, or name it in SSL_CERT_FILE or --root-certificates\./,
    "请把证书颁发机构加入系统，或写入 SSL_CERT_FILE 或 --root-certificates。",
  ],
  [/One side of a connection uses TLS, and the other does not\./, "连接的一端使用 TLS，另一端没有。"],
  [
    /Use TLS on both sides, or on neither side \(--insecure, or http:\/\/ instead of https:\/\/\)\./,
    "请两端都使用 TLS，或都不使用（--insecure，或用 http:// 代替 https://）。",
  ],
  [/A server refused a download\./, "服务器拒绝了下载。"],
  [
    /Check the address and whether it needs a login or token\. A data set can be put into the project before\./,
    "请检查地址以及是否需要登录或令牌。数据集可以事先放进项目。",
  ],
  [/A host cannot be reached from this machine\./, "这台机器无法连接某个主机。"],
  [
    /Check its network and proxy\. A data set that is downloaded can be put into the project before\./,
    "请检查网络和代理。需要下载的数据集可以事先放进项目。",
  ],
  [
    /Nothing answers at an address that the script connects to, or the other side closed the connection\./,
    "脚本连接的地址没有响应，或对方关闭了连接。",
  ],
  [/Check that the other program runs, and compare address and port\./, "请确认对方的程序正在运行，并核对地址和端口。"],
  [/An answer or a result did not come in time\./, "答复或结果没有按时到达。"],
  [
    /Check network and load of the machine, or raise the time limit in the script\./,
    "请检查网络和机器负载，或提高脚本中的时限。",
  ],
  [
    /The script calls a method that is not written yet, or not for this kind of data\./,
    "脚本调用了尚未实现的方法，或不支持这种数据的方法。",
  ],
  [/Write the method in the subclass, or use another type or device\./, "请在子类中实现该方法，或使用其他类型或设备。"],
  [
    /A function gets other arguments than it takes, often because a package has another version\./,
    "函数收到的参数与其定义不符，常因包的版本不同。",
  ],
  [
    /Compare the call with the function, and the package versions with the project's requirements\./,
    "请核对调用与函数定义，以及包的版本与项目的依赖。",
  ],
  [/The module has no such function in the installed version\./, "所安装版本的模块没有这个函数。"],
  [/Install the version of the package that the project's requirements name\./, "请安装项目依赖中写明的包版本。"],
  [
    /Killed by (SIG\w+), which FLSys did not send, after this error\./,
    "出现这个错误之后，进程被 $1 终止；该信号不是 FLSys 发出的。",
  ],
  [
    /The process was killed by (SIG\w+) after Flower had reported the end of the training\. FLSys did not send this signal: the usual sender is a line of the script such as (.+?EXIT)\./,
    "Flower 报告训练结束之后，进程被 $1 终止。该信号不是 FLSys 发出的：通常来自脚本里的某一行，例如 $2。",
  ],
  [
    /The script started a run by flwr run and ended before it\. The SuperLink of the run was ended with the script, so the run did not complete\. Write flwr run with --stream in the script, so that it waits\./,
    "脚本用 flwr run 启动了一次运行，并在它之前结束。该运行的 SuperLink 随脚本一起结束，所以运行没有完成。请在脚本里给 flwr run 加上 --stream，让它等待。",
  ],
  [
    /The script handed a run to a SuperLink and ended before it\. Write flwr run with --stream in the script, so that it waits and shows the rounds\./,
    "脚本把一次运行交给了 SuperLink，并在它之前结束。请在脚本里给 flwr run 加上 --stream，让它等待并显示轮次。",
  ],
  [
    /Without --stream, flwr run ends once its SuperLink has the run, and does not wait for it\./,
    "没有 --stream 时，flwr run 在 SuperLink 收到运行后就结束，不会等待它。",
  ],
  [/Write flwr run with --stream in the script\./, "请在脚本里给 flwr run 加上 --stream。"],
  [/The time limit of the command timeout passed before the script ended\./, "脚本结束之前，timeout 命令的时限已到。"],
  [/Give timeout a longer time, or start the script without it\./, "请给 timeout 更长的时间，或不用它启动脚本。"],
  [/A value is None where an object is expected\./, "某个值为 None，而此处需要对象。"],
  [/Check why the function or key before it returned nothing\./, "请检查前面的函数或键为什么没有返回值。"],
  [/An object has no attribute or method with this name\./, "对象没有这个名称的属性或方法。"],
  [
    /Correct the name, or compare the version of its package with the project's requirements\./,
    "请更正名称，或核对其包的版本与项目的依赖。",
  ],
  [/The code uses a name that has no value at this point\./, "代码使用了此处尚无值的名称。"],
  [/Define or import the name before this line\./, "请在此行之前定义或导入该名称。"],
  [/A dictionary or run config has no such key\./, "字典或运行配置中没有这个键。"],
  [
    /Compare the key with the run config, the metrics of the clients and the columns of the data\./,
    "请核对该键与运行配置、客户端的指标和数据的列。",
  ],
  [
    /Something is divided by zero, often the number of examples of a client without data\./,
    "发生了除以零，常因某个客户端没有数据。",
  ],
  [
    /Check that each client has data, and that the number of examples is not 0\./,
    "请确认每个客户端都有数据，且样本数不为 0。",
  ],
  [/A check in the code failed\./, "代码中的检查失败。"],
  [/Read the condition in the line, and correct the value that it checks\./, "请查看该行的条件，并更正所检查的值。"],
  [/The weights are not those of this network\./, "权重与网络不匹配。"],
  [/Load a file that the same class wrote, with the same arguments\./, "请载入由同一个类、以相同参数写出的文件。"],
  [/Some tensors are on the GPU and others on the CPU\./, "有的张量在 GPU 上，有的在 CPU 上。"],
  [
    /Move the network and each batch to the same device with \.to\(device\)\./,
    "请用 .to(device) 把网络和每个批次移到同一设备。",
  ],
  [/A batch has a single example, which batch normalisation cannot use\./, "某个批次只有一个样本，批归一化无法使用。"],
  [
    /Use drop_last=True in the DataLoader, or another batch size\./,
    "请在 DataLoader 中使用 drop_last=True，或换用其他批大小。",
  ],
  [/A label or an index is larger than the network has outputs\./, "标签或索引超出了网络的输出数。"],
  [
    /Compare the labels of the data, from 0, with the number of classes of the network\./,
    "请核对数据的标签（从 0 开始）与网络的类别数。",
  ],
  [/The shapes of two tensors do not fit\./, "两个张量的形状不匹配。"],
  [
    /Compare the size of the data \(batch, channels, height, width\) with what the layer in this line takes\./,
    "请核对数据的大小（批、通道、高、宽）与该行的层所接受的大小。",
  ],
  [/The types of two tensors do not fit\./, "两个张量的类型不匹配。"],
  [/Convert the data with \.float\(\), and labels with \.long\(\)\./, "请用 .float() 转换数据，用 .long() 转换标签。"],
  [/A data set or a list is empty\./, "数据集或列表是空的。"],
  [
    /Check the path of the data, and that there are not more clients than the partitions allow\./,
    "请检查数据的路径，并确认客户端数不多于分区数。",
  ],
  [/A value is not a number \(NaN\) or infinite\./, "某个值不是数字（NaN）或为无穷大。"],
  [
    /Use a smaller learning rate, clip gradients, and check the data for missing values\./,
    "请减小学习率、裁剪梯度，并检查数据中的缺失值。",
  ],
  [/The gradients cannot be computed from this value\./, "无法由此值计算梯度。"],
  [
    /Compute the loss again in each step, without detach, item or no_grad before backward\./,
    "请在每一步重新计算损失，在 backward 之前不要使用 detach、item 或 no_grad。",
  ],
  [
    /A tensor on the GPU or with gradients cannot become a NumPy array\./,
    "带梯度的或在 GPU 上的张量不能转为 NumPy 数组。",
  ],
  [/Write tensor\.detach\(\)\.cpu\(\)\.numpy\(\)\./, "请写 tensor.detach().cpu().numpy()。"],
  [/An index is outside of a list or an array\./, "索引超出了列表或数组的范围。"],
  [
    /Compare the index with the length, for example the number of the client with the number of partitions\./,
    "请核对索引与长度，例如客户端编号与分区数。",
  ],
  [/Flower's simulation engine crashed, so no client can answer\./, "Flower 的模拟引擎崩溃，客户端无法再应答。"],
  [
    /Read the first error of Ray in the log\. Often Ray cannot start, or has too little memory\./,
    "请查看日志中 Ray 的第一个错误。多半是 Ray 无法启动，或内存太少。",
  ],
  [/Clients failed in every round\./, "每一轮都有客户端失败。"],
  [/Correct the error of the clients that the log shows first\./, "请更正日志中最先出现的客户端错误。"],
  [/The script reached its end without saving a model\./, "脚本运行到结束也没有保存模型。"],
  [
    /Check the path to which it saves weights, and the condition under which it saves them\./,
    "请检查保存权重的路径，以及保存的条件。",
  ],
  [/The script ended before the first round\./, "脚本在第一轮之前就结束了。"],
  [
    /Check that the script starts Flower with its parameters and waits for its end\./,
    "请确认脚本以其参数启动 Flower，并等待它结束。",
  ],
  [/The script ended before its last round\./, "脚本在最后一轮之前就结束了。"],
  [/Look for the error in the lines after the last round\./, "请在最后一轮之后的几行中查找错误。"],
  [/The disk of the project is full, so the service cannot store its files\./, "项目所在磁盘已满，服务无法保存文件。"],
  [
    /Free some space, for example by deleting old simulations and their models\./,
    "请清理空间，例如删除旧的模拟及其模型。",
  ],
  [/The service has as many open files and connections as the system allows\./, "服务打开的文件和连接数已达系统上限。"],
  [
    /Raise the limit of the service \(ulimit -n, or LimitNOFILE of systemd\), and restart it\./,
    "请提高服务的限制（ulimit -n 或 systemd 的 LimitNOFILE）并重启服务。",
  ],
  [/The system allows the service no further process or thread\./, "系统不允许服务再创建进程或线程。"],
  [
    /End other programs of this user, or raise the limit \(ulimit -u, or pids of the container\)\./,
    "请结束该用户的其他程序，或提高限制（ulimit -u，或容器的 pids）。",
  ],
  [
    /The machine or the service has not enough free memory to run the simulation\./,
    "机器或服务没有足够的可用内存来运行模拟。",
  ],
  [
    /End other programs, lower SIMULATION_MAX_RUNNING, or give the container more memory\./,
    "请结束其他程序，调低 SIMULATION_MAX_RUNNING，或给容器更多内存。",
  ],
  [
    /The processes of the simulation together used more memory than the service allows\./,
    "模拟的所有进程合计使用的内存超过了服务的限制。",
  ],
  [
    /Start fewer clients at once or use a smaller batch, or raise SIMULATION_MAX_MEMORY\./,
    "请减少同时运行的客户端数或减小批大小，或调高 SIMULATION_MAX_MEMORY。",
  ],
  [
    /The project's folder is mounted read-only, so the service cannot store its files\./,
    "项目文件夹以只读方式挂载，服务无法保存文件。",
  ],
  [/Mount the project's folder with write access\./, "请以可写方式挂载项目文件夹。"],
  [/The user that runs the service may not write \.flsys in the project\./, "运行服务的用户无权写入项目中的 .flsys。"],
  [/Give that user write access to the project's folder\./, "请授予该用户对项目文件夹的写权限。"],
  [
    /The log of the simulation is larger than a file of the service may be\./,
    "模拟的日志超出了服务单个文件的大小限制。",
  ],
  [
    /Raise the limit of the service \(ulimit -f\), or lower SIMULATION_MAX_LOG\./,
    "请提高服务的限制（ulimit -f），或调低 SIMULATION_MAX_LOG。",
  ],
  [/The project's folder was removed or renamed while the simulation ran\./, "项目文件夹在模拟运行期间被移除或改名。"],
  [/Put the folder back where it was, and start the simulation again\./, "请把文件夹放回原处，然后重新启动模拟。"],
  [/The record or the log of the simulation cannot be written\./, "无法写入模拟的记录或日志。"],
  [
    /Check the disk and the folder \.flsys of the project\. The service's log has the error\./,
    "请检查磁盘和项目的 .flsys 文件夹。错误见服务的日志。",
  ],
  [/The system cannot execute the start script\./, "系统无法执行启动脚本。"],
  [/Do one of the things that the reason names\./, "请按原因中所述的方法之一处理。"],
  [/The project no longer has what FLOWER_START_SCRIPT names\./, "项目中已没有 FLOWER_START_SCRIPT 所指的内容。"],
  [
    /Add the file again, or change FLOWER_START_SCRIPT and restart the service\./,
    "请重新添加该文件，或修改 FLOWER_START_SCRIPT 并重启服务。",
  ],
  [
    /The program before the start command is not installed, or does not work with the service\./,
    "启动命令前的程序没有安装，或无法与服务一起使用。",
  ],
  [
    /Install that program, or change FLOWER_START_SCRIPT as the reason says\./,
    "请安装该程序，或按原因所述修改 FLOWER_START_SCRIPT。",
  ],
  [
    /This machine has no Python from which the project's environment can be made\./,
    "这台机器上没有可用来创建项目环境的 Python。",
  ],
  [
    /Install a Python of that version with venv, or name one in FLOWER_PYTHON\./,
    "请安装该版本且带 venv 的 Python，或在 FLOWER_PYTHON 中指定一个。",
  ],
  [/The project's Python does not start\./, "项目的 Python 无法启动。"],
  [
    /Run it by hand with --version\. Correct FLOWER_PYTHON, or remove \.venv, which the service makes again\./,
    "请手动运行它并加上 --version。然后更正 FLOWER_PYTHON，或删除 .venv，服务会重新创建它。",
  ],
  [
    /The package index cannot be reached, so the requirements cannot be installed\./,
    "无法访问软件包索引，因此无法安装依赖。",
  ],
  [
    /Check the network and the proxy of the machine, or make \.venv by hand\./,
    "请检查机器的网络和代理，或手动创建 .venv。",
  ],
  [/The installation of the requirements took too long and was ended\./, "依赖安装耗时过长，已被终止。"],
  [
    /Make \.venv by hand, or use a faster package index \(PIP_INDEX_URL\)\./,
    "请手动创建 .venv，或使用更快的软件包索引（PIP_INDEX_URL）。",
  ],
  [/The requirements of the project cannot be installed\./, "无法安装项目的依赖。"],
  [
    /Correct the requirement that the last lines name, then start the simulation again\./,
    "请更正最后几行所指的依赖，然后重新启动模拟。",
  ],
  [/The project's Python environment cannot be made\./, "无法创建项目的 Python 环境。"],
  [
    /Make \.venv in the project by hand, or name a Python in FLOWER_PYTHON\./,
    "请在项目中手动创建 .venv，或在 FLOWER_PYTHON 中指定一个 Python。",
  ],
  [
    /The project's Python has no Flower: there is no program flwr beside it and none on the PATH\./,
    "项目的 Python 没有 Flower：它旁边和 PATH 上都没有 flwr 程序。",
  ],
  [
    /Install flwr in the project's Python \(\.venv, or FLOWER_PYTHON\), and add it to the project's requirements\./,
    "请在项目的 Python（.venv 或 FLOWER_PYTHON）中安装 flwr，并把它加入项目的依赖。",
  ],
  [/The program or the folder in which it starts is not there\./, "该程序或其启动文件夹不存在。"],
  [
    /Install the program, or correct FLOWER_START_SCRIPT and FLOWER_PROJECT_DIR\./,
    "请安装该程序，或更正 FLOWER_START_SCRIPT 和 FLOWER_PROJECT_DIR。",
  ],
  [/The user that runs the service may not execute the program\./, "运行服务的用户无权执行该程序。"],
  [/Give that user the right to execute it, and to enter its folders\./, "请授予该用户执行它以及进入其文件夹的权限。"],
  [/The parameters are longer than the system allows for a command\./, "参数长度超出了系统对一条命令的限制。"],
  [
    /Send shorter values, or put them into a file that the script reads\./,
    "请使用更短的值，或把它们写入脚本会读取的文件。",
  ],
  [
    /The script or the installed version of Flower does not take these parameters\./,
    "脚本或已安装的 Flower 版本不接受这些参数。",
  ],
  [
    /GET \/api\/simulations\/options lists the options and their values\./,
    "GET /api/simulations/options 会列出选项及其取值。",
  ],
  [/The SuperLink did not take the run in time\./, "SuperLink 没有及时接收这次运行。"],
  [
    /Check that the SuperLink runs and can be reached\. flwr ls lists the run if it arrived\./,
    "请确认 SuperLink 在运行且可以访问。如果运行已送达，flwr ls 会列出它。",
  ],
  [/The SuperLink or the command flwr refused the run\./, "SuperLink 或 flwr 命令拒绝了这次运行。"],
  [
    /Run the command of the simulation by hand\. It prints the whole reason\./,
    "请手动运行这次模拟的命令，它会打印完整的原因。",
  ],
  [/The service was stopped or restarted before the simulation ended\./, "服务在模拟结束前被停止或重启。"],
  [
    /The service or its machine ended without notice, and the simulation with it\./,
    "服务或其所在机器意外终止，模拟也随之终止。",
  ],
  [
    /Start it again\. If this happens often, look for a limit of memory in the system's log\./,
    "请重新启动模拟。如果经常发生，请在系统日志中查找内存限制。",
  ],
  [/The service could not run the simulation to its end\./, "服务未能把模拟运行到底。"],
  [
    /Read the log of the service, which has the whole error, and start the simulation again\./,
    "请查看服务的日志，其中有完整的错误，然后重新启动模拟。",
  ],
  [/A client has examples of one class only\./, "某个客户端只有一个类别的样本。"],
  [
    /Divide the data so that each client has examples of several classes, for example with fewer clients\./,
    "请划分数据，使每个客户端都有多个类别的样本，例如减少客户端数。",
  ],
  [
    /A client or the server returns something that Flower cannot send\./,
    "客户端或服务器返回了 Flower 无法发送的内容。",
  ],
  [
    /Return lists of NumPy arrays, the number of examples as int, and metrics that are numbers or text of Python: write float\(x\) for a number of NumPy or torch\./,
    "请返回 NumPy 数组的列表、int 类型的样本数，以及 Python 数字或文本形式的指标：NumPy 或 torch 的数字请写成 float(x)。",
  ],
  [
    /Ray is already started, by this process or by other versions of Ray and Python\./,
    "Ray 已经启动，由本进程或由其他版本的 Ray 和 Python 启动。",
  ],
  [
    /Call ray\.shutdown\(\) before the next simulation, end a cluster on this machine with ray stop, and unset RAY_ADDRESS\./,
    "请在下一次模拟之前调用 ray.shutdown()，用 ray stop 结束这台机器上的集群，并取消设置 RAY_ADDRESS。",
  ],
  [
    /The connection between the Flower server and a client ended during the training\./,
    "训练期间，Flower 服务器与某个客户端之间的连接断开了。",
  ],
  [
    /Find the program that ended first, the server or a client, in the log\. If both still run, check the network and its proxies\./,
    "请在日志中找出先结束的程序：服务器或客户端。如果两者仍在运行，请检查网络及其代理。",
  ],
  [
    /Hydra cannot make the object that _target_ of the configuration names\./,
    "Hydra 无法创建配置中 _target_ 指定的对象。",
  ],
  [
    /Compare _target_ and the keys beside it with the class: its module, its name and its arguments\./,
    "请将 _target_ 及其旁边的键与该类核对：模块、名称和参数。",
  ],
  [/The shell cannot read the script\./, "Shell 无法读取该脚本。"],
  [
    /Correct the line, and start the script with the shell that it is written for: bash run\.sh, not sh run\.sh\./,
    "请更正该行，并用脚本所针对的 Shell 启动它：bash run.sh，而不是 sh run.sh。",
  ],
  [
    /The script was a notebook, and calls functions that only notebooks have\./,
    "该脚本由笔记本转换而来，调用了只有笔记本才有的函数。",
  ],
  [/Delete the lines with get_ipython\(\)\./, "请删除含有 get_ipython() 的行。"],
  [
    /The data set is a script, and datasets 4 and later run no scripts\./,
    "该数据集是一个脚本，而 datasets 4 及更高版本不运行脚本。",
  ],
  [
    /Install 'datasets<4' in the project's Python, or use a copy of the data set without a script\./,
    "请在项目的 Python 中安装 'datasets<4'，或使用不含脚本的数据集副本。",
  ],
  [/Weights & Biases has no key on this machine\./, "这台机器上没有 Weights & Biases 的密钥。"],
  [
    /Set WANDB_API_KEY in the environment of the service, or WANDB_MODE=offline for runs without an account\./,
    "请在服务的环境中设置 WANDB_API_KEY；没有账户时请设置 WANDB_MODE=offline。",
  ],
  [/The data cannot be divided into as many parts as asked for\./, "数据无法划分成所要求的份数。"],
  [
    /Use fewer clients \(num_clients, --num-supernodes\), or parts that are less unequal, such as a larger alpha\./,
    "请减少客户端数（num_clients、--num-supernodes），或使各份更均匀，例如使用更大的 alpha。",
  ],
  [
    /The environment of conda does not exist, or the script cannot activate it\./,
    "conda 环境不存在，或脚本无法激活它。",
  ],
  [
    /Write FLOWER_START_SCRIPT=conda run -n NAME and the command, or name the environment's Python in FLOWER_PYTHON\./,
    "请写 FLOWER_START_SCRIPT=conda run -n NAME 加上命令，或在 FLOWER_PYTHON 中指定该环境的 Python。",
  ],
  [/The start script is a module of a package, and is started as a file\./, "启动脚本是某个包的模块，却作为文件启动。"],
  [
    /Write FLOWER_START_SCRIPT=python -m PACKAGE\.MODULE, with the folder above the package as FLOWER_PROJECT_DIR\./,
    "请写 FLOWER_START_SCRIPT=python -m PACKAGE.MODULE，并将包的上级文件夹设为 FLOWER_PROJECT_DIR。",
  ],
];
