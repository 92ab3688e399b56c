/**
 * The service's refusals of experiments, and the reasons why a cell or a test has no value, in Chinese. They are those
 * of `ExperimentRequest`, `ExperimentProblem`, `RetryRequest`, `SeedOption`, `ResultQuery`, `Cell` and `Comparison` on
 * the server, and those of `StartParameters` about a name or a value.
 */
export const EXPERIMENTS: readonly [RegExp, string][] = [
  [/The body has a member that is unknown\./, "请求中有未知的成员。"],
  [
    /The grid has (\d+) runs \((.+?) repeats\); at most (\d+) are accepted\. Leave values out, or make several experiments\./,
    "网格共有 $1 次运行（$2 次重复），最多 $3 次。请减少取值，或分成多个实验。",
  ],
  [/'name' is a text of at least one character\./, "名称至少要有一个字符。"],
  [/'(name|notes)' has at most (\d+) characters\./, "'$1' 最多 $2 个字符。"],
  [/'(name)' has a control character\./, "'$1' 中有控制字符。"],
  [/'repeats' is a whole number from 1 to (\d+)\./, "重复次数是 1 到 $1 之间的整数。"],
  [/'seed' is the name of a parameter: letters, digits, _ and dots\./, "'seed' 是参数名称：字母、数字、_ 和点。"],
  [
    /'(\S+)' is counted up in the repeats: its value in 'parameters' is one whole number, the first seed, or left out\./,
    "'$1' 在重复运行中依次加一：它的值是一个整数，即第一个种子，也可以留空。",
  ],
  [/'parameters' has more than (\d+) characters\./, "所有参数合计不能超过 $1 个字符。"],
  [/The list of (.+?) has (\d+) values; at most (\d+) runs are accepted\./, "$1 有 $2 个值，最多只接受 $3 次运行。"],
  [/The list of (.+?) is empty\./, "$1 的取值为空。"],
  [/The list of (.+?) has (.+?) twice\./, "$1 中的 $2 出现了两次。"],
  [/The list of (.+?) has more than (\d+) values\./, "$1 的取值超过 $2 个。"],
  [/A value of (.+?) is null\./, "$1 中有空值。"],
  [
    /A value of (.+?) is itself a list or an object\. An experiment takes texts, numbers, true and false\./,
    "$1 的某个值是列表或对象。实验只接受文本、数字、true 和 false。",
  ],
  [/The script has no option for the seed '(.+?)'\./, "脚本没有名为 '$1' 的种子选项。"],
  [/The option '(.+?)' takes no whole number, so it cannot be the seed\./, "选项 '$1' 不接受整数，不能作为随机种子。"],
  [/There is no experiment of that id\./, "没有这个编号的实验。"],
  [
    /Simulations are private here \(SIMULATIONS_PRIVATE\): only the session that started this experiment may read it\./,
    "这里的模拟不公开（SIMULATIONS_PRIVATE）：只有启动此实验的会话可以查看。",
  ],
  [/Only the session that started this experiment may change or delete it\./, "只有启动此实验的会话可以更改或删除它。"],
  [
    /Send that session's token as X-Session header or \?session=, or the API token as Authorization: Bearer\./,
    "请以 X-Session 请求头或 ?session= 发送该会话的令牌，或以 Authorization: Bearer 发送 API 令牌。",
  ],
  [
    /Each run of this experiment has ended\. POST \.\.\.\/retry starts those that did not complete again\./,
    "此实验的运行都已结束。未完成的可以重新运行。",
  ],
  [/Only an experiment that has ended can be deleted\. Stop it first\./, "只能删除已结束的实验。请先停止它。"],
  [
    /No run of the wanted ones has ended without success\. The cells of the experiment show their states\./,
    "所选的运行中没有未成功结束的。各次运行的状态见实验。",
  ],
  [
    /(\d+) experiments have not ended; no further one is accepted now\. Stop one, or wait\./,
    "有 $1 个实验尚未结束，目前不再接受新的。请停止一个，或稍候。",
  ],
  [
    /\.flsys in the project cannot be written, and nothing was changed\. The log of the service has the reason\./,
    "无法写入项目中的 .flsys，未作任何更改。原因见服务的日志。",
  ],
  [/'cells' is a list of different numbers of cells, from 0 to (\d+)\./, "'cells' 是互不相同的运行编号，从 0 到 $1。"],
  [
    /'compare' is two different numbers of settings, from 0 to (\d+), such as 0,1\./,
    "'compare' 是两个不同的设置编号，从 0 到 $1，例如 0,1。",
  ],
  [/'metric' has at most (\d+) characters\./, "指标名称最多 $1 个字符。"],
  [/The service ended during each of (\d+) runs\./, "连续 $1 次运行期间服务都终止了。"],
  [
    /Welch's test needs two completed runs of each setting with this metric; there are (\d+) and (\d+)\./,
    "Welch 检验要求两组设置各有至少两次含此指标的已完成运行，现有 $1 次和 $2 次。",
  ],
  [
    /All values of each setting are equal, so there is no spread to compare the difference with\./,
    "每组设置的数值都相同，没有离散度可与差值比较。",
  ],
  [/It is pinned\./, "它已被固定。"],
  [/There are more than (\d+) parameters\./, "参数超过 $1 个。"],
  [
    /'(.+?)' is not a parameter name: letters, digits, _ and dots between them, at most 64\./,
    "'$1' 不是参数名称：只能有字母、数字、_ 和其间的点，最多 64 个字符。",
  ],
  [/'help' would not start a simulation\./, "'help' 不会启动模拟。"],
  [/The value of (.+?) is longer than (\d+) characters\./, "$1 的值超过 $2 个字符。"],
  [/The value of (.+?) holds a NUL character\./, "$1 的值中有 NUL 字符。"],
  [/The value of (.+?) is not a finite number\./, "$1 的值不是有限的数。"],
  [/The script has no option '(.+?)'\./, "脚本没有选项 '$1'。"],
  [/The option '(.+?)' takes (a whole number), not '(.*?)'\./, "选项 '$1' 接受整数，而不是 '$3'。"],
  [/The option '(.+?)' takes (a number), not '(.*?)'\./, "选项 '$1' 接受数字，而不是 '$3'。"],
  [/The option '(.+?)' does not take '(.*?)'\./, "选项 '$1' 不接受 '$2'。"],
  [/There is no such script in the project, and no such program\./, "项目中没有这个脚本，也没有这个程序。"],
  [/There is no such script or module in the project\./, "项目中没有这个脚本或模块。"],
  [
    /No shell reads FLOWER_START_SCRIPT, so (.+?) would be an argument\. Write the line into a script of the project, such as run\.sh, and set FLOWER_START_SCRIPT=bash run\.sh\./,
    "FLOWER_START_SCRIPT 不经过 Shell 读取，因此 $1 会成为参数。请把这一行写入项目的脚本（例如 run.sh），并设置 FLOWER_START_SCRIPT=bash run.sh。",
  ],
  [
    /No shell reads FLOWER_START_SCRIPT, so (.+?) would be a program\./,
    "FLOWER_START_SCRIPT 不经过 Shell 读取，因此 $1 会被当作程序。",
  ],
  [
    /A notebook is no program\. Save it as a script \((.+?)\), and set FLOWER_START_SCRIPT=(.+?\.py)\./,
    "笔记本不是程序。请将它另存为脚本（$1），并设置 FLOWER_START_SCRIPT=$2。",
  ],
  [
    /The shell of make would read a part of the value of '(.+?)' as a command\. Send letters, digits and _ \. , : \/ = \+ @ % - only\./,
    "make 的 Shell 会把 '$1' 的值的一部分当作命令。请只发送字母、数字以及 _ . , : / = + @ % -。",
  ],
  [/FLOWER_START_SCRIPT is '(.+?)'\./, "FLOWER_START_SCRIPT 是 '$1'。"],
  [/Add it, or change FLOWER_START_SCRIPT and restart FLSys\./, "请添加它，或更改 FLOWER_START_SCRIPT 并重启 FLSys。"],
  [/Did you mean (\S+)\?/, "是否指 $1？"],
];
