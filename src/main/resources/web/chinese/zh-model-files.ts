/** The refusals of uploads, downloads and deletions of model files, in Chinese: the room `model.files` on the server. */
export const MODEL_FILES: readonly [RegExp, string][] = [
  [
    /(Model files cannot be changed), because API_TOKEN is not set and the service does not listen on a loopback address\. Set API_TOKEN, or QUARKUS_HTTP_HOST=127\.0\.0\.1, and start the service again\./,
    "无法更改模型文件：没有设置 API_TOKEN，而服务监听的不是本机回环地址。请设置 API_TOKEN 或 QUARKUS_HTTP_HOST=127.0.0.1，然后重新启动服务。",
  ],
  [
    /(Model files cannot be changed), because TRUSTED_PROXIES is set and API_TOKEN is not: a proxy passes on the calls of others\. Set API_TOKEN and start the service again\./,
    "无法更改模型文件：设置了 TRUSTED_PROXIES 而没有设置 API_TOKEN，代理会转发其他人的请求。请设置 API_TOKEN，然后重新启动服务。",
  ],
  [/The name of the file is refused\./, "文件名被拒绝。"],
  [/It is longer than (\d+) bytes\./, "名称超过 $1 字节。"],
  [/It has invisible characters, or ones that are not UTF-8\./, "名称中有不可见字符，或不是 UTF-8 的字符。"],
  [
    /It may not have slashes, colons, quotes or any of \* \? < > \| @\./,
    "名称不能含有斜杠、冒号、引号或 * ? < > | @。",
  ],
  [
    /It may not begin with \. - or ~, or begin or end with a blank\./,
    "名称不能以 .、- 或 ~ 开头，也不能以空格开头或结尾。",
  ],
  [/It must end in one of (.+)\.$/, "名称必须以其中之一结尾：$1。"],
  [/It has nothing before its ending, or is a device on Windows\./, "扩展名之前没有内容，或者是 Windows 的设备名。"],
  [
    /The file is larger than (\d+) MiB\. Copy it into the project, or set MODEL_UPLOAD_MAX\./,
    "文件大于 $1 MiB。请把它复制到项目中，或设置 MODEL_UPLOAD_MAX。",
  ],
  [/Too many files are being uploaded\. Try again later\./, "正在上传的文件过多，请稍后再试。"],
  [
    /There is a file (.+) already\. Choose another name, or replace it with \?replace=true\./,
    "文件 $1 已存在。请换一个名称，或用 ?replace=true 替换它。",
  ],
  [
    /There is a file (.+) again\. Delete or rename it, then restore this one\./,
    "文件 $1 又存在了。请先删除或重命名它，再恢复此文件。",
  ],
  [
    /(.+) is no longer a folder of the project\. Make it one again, then restore the file\./,
    "$1 不再是项目中的文件夹。请先恢复该文件夹，再恢复此文件。",
  ],
  [
    /The file is not in the trash\. It was restored, or deleted for good; GET \/api\/trash lists the others\./,
    "回收站中没有该文件：它已被恢复或永久删除。GET /api/trash 列出其余文件。",
  ],
  [
    /(.+) is a folder, a link or a device, and is not replaced\. Choose another name\./,
    "$1 是文件夹、链接或设备，不会被替换。请换一个名称。",
  ],
  [
    /(.+) is deployed, or is the model of DEPLOY_MODEL_PATH\. Deploy another model first\./,
    "$1 正在部署中，或是 DEPLOY_MODEL_PATH 的模型。请先部署另一个模型。",
  ],
  [/(.+) is a link or a special file\. Delete it in the project\./, "$1 是链接或特殊文件，请在项目中删除。"],
  [
    /The model (.+) is kept with the simulation (.+)\. Delete that simulation\./,
    "模型 $1 随模拟 $2 保存，请删除该模拟。",
  ],
  [/The file of the model (.+) is gone\./, "模型 $1 的文件已不存在。"],
  [
    /The disk has too little space for the file\. Delete files, and upload it again\./,
    "磁盘空间不足。请删除一些文件后重新上传。",
  ],
  [/The folder (.+) cannot be written\./, "无法写入文件夹 $1。"],
  [/The service's log has the reason\./, "原因见服务的日志。"],
  [/Give the user that runs FLSys access to it\./, "请给运行 FLSys 的用户访问权限。"],
  [/The system reports: /, "系统报告："],
  [
    /The folder (.+) is gone, is no folder, or leads out of the project\. Restore it\./,
    "文件夹 $1 已不存在、不是文件夹，或指向项目之外。请恢复它。",
  ],
  [
    /The file is stored as (.+), but GET \/api\/models\/ does not list it; its notes have the reason\./,
    "文件已保存为 $1，但 GET /api/models/ 没有列出它，原因见其 notes。",
  ],
  [/The file has no tensors\./, "文件中没有张量。"],
];
