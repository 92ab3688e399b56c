import type { LiveState } from "../service/live";
import type { SimulationState } from "../service/types";
import type { LogLabels } from "../terminal/log-labels";
import { details, notices } from "./en-details";
import { evaluations } from "./en-evaluations";
import { experiments } from "./en-experiments";
import { explain } from "./en-explain";
import { inside } from "./en-inside";
import { weights } from "./en-weights";
import type { ThemeChoice } from "./theme";

const states: Record<SimulationState, string> = {
  queued: "Queued",
  starting: "Starting",
  running: "Running",
  stopping: "Stopping",
  completed: "Completed",
  failed: "Failed",
  stopped: "Stopped",
  interrupted: "Interrupted",
};

const log: LogLabels = {
  region: "Log",
  controls: "Log controls",
  search: "Search the log",
  previous: "Previous match",
  next: "Next match",
  matchCase: "Match case",
  follow: "Follow new lines",
  wrap: "Wrap long lines",
  copy: "Copy the log",
  copySelected: "Copy the selected lines",
  copied: "Copied",
  notCopied: "The browser does not allow this copy",
  download: "Download the log",
  lines: (count) => (count === 1 ? "1 line" : `${count.toLocaleString("en")} lines`),
  newLines: (count) => (count > 0 ? `${count.toLocaleString("en")} new` : "To the end"),
  forgotten: (count) => `the first ${count.toLocaleString("en")} are only in the download`,
  matches: (place, count, searching) =>
    `${place > 0 ? `${place.toLocaleString("en")} / ` : ""}${count.toLocaleString("en")}${searching ? " …" : ""}`,
};

/** The texts in English, in one file for a translator. The texts of all languages have their type. */
export const en = {
  loading: "Loading …",
  refresh: "Refresh",
  again: "Try again",
  more: "Show more",
  less: "Show less",
  firstSimulation: "Run a simulation",
  views: {
    models: "Models",
    predict: "Predict",
    training: "Training",
    simulate: "Simulate",
    runs: "Runs",
    experiments: "Experiments",
    evaluate: "Evaluate",
  },
  app: {
    skip: "Skip to content",
    navigation: "Views",
    otherLanguage: "中文",
    otherLanguageLabel: "切换到中文",
    offline: "The service can't be reached. The console keeps trying; nothing is lost.",
    live: (state: LiveState): string =>
      ({ open: "Connected", connecting: "Connecting", waiting: "Disconnected; trying again" })[state],
    theme: (choice: ThemeChoice): string => `Theme: ${{ auto: "as the system", light: "light", dark: "dark" }[choice]}`,
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    search: "Search or filter",
    list: "This list",
    on: "Shortcuts are on",
    close: "Close",
  },
  palette: {
    title: "Find anything",
    hint: "A view, an action, a model, a run or an experiment",
    results: "Results",
    none: "Nothing matches.",
    found: (count: number): string => (count === 1 ? "1 result" : `${count} results`),
    groups: { views: "Views", actions: "Actions", models: "Models", runs: "Runs", experiments: "Experiments" },
    actions: {
      start: "Start a simulation",
      experiment: "Start an experiment",
      predict: "Predict a picture",
      evaluate: "Evaluate models on labelled pictures",
      compare: "Compare training curves",
      theme: "Change the theme",
      language: "Change the language",
      shortcuts: "List the keyboard shortcuts",
    },
  },
  token: {
    title: "This service requires a token",
    explained: "Enter the value of API_TOKEN. Only this tab keeps it.",
    give: "Continue",
    form: "Latin letters, digits and punctuation",
    wrong: "The service does not accept this token.",
  },
  failures: (status: number): string => {
    switch (status) {
      case 0:
        return "The service can't be reached.";
      case 400:
        return "The service can't use this input.";
      case 401:
        return "A token is required.";
      case 403:
        return "This belongs to another session.";
      case 404:
        return "This does not exist, or not any more.";
      case 413:
        return "This is too large.";
      case 429:
        return "Too many requests are waiting.";
      case 501:
        return "This feature is not configured.";
      case 503:
        return "The service is busy. Try again in a moment.";
      case 504:
        return "This took too long.";
      default:
        return "Something went wrong.";
    }
  },
  models: {
    title: "Models",
    withRuns: "Models of runs",
    ofRun: "Of the run",
    filter: "Filter by name",
    order: "Order",
    orders: {
      name: "By name",
      date: "Newest first",
      accuracy: "Most accurate first",
      size: "Largest first",
    },
    empty: (folder: string | undefined): string =>
      `There are no models yet. Put .pth, .pt, .bin, .ckpt, .npz, .safetensors or .onnx files into ${folder ? `the folder “${folder}” of the project` : "the project's weights folder"}, or run a simulation.`,
    none: "There are no models yet.",
    noMatch: (text: string): string => `No model's name contains “${text}”.`,
    states: { AVAILABLE: "Available", LOADED: "In memory", UNAVAILABLE: "Unusable" } as Record<string, string>,
    formats: (format: string): string =>
      ({ state_dict: "State dict", torchscript: "TorchScript", onnx: "ONNX" })[format.toLowerCase()] ?? format,
    best: (accuracy: string): string => `best ${accuracy}`,
    bestAt: (accuracy: string, round: number): string => `${accuracy} (round ${round})`,
    rounds: (count: number, round: number | undefined): string => `${count} rounds · round ${round}`,
    round: "Round",
    file: "File",
    format: "Format",
    runsAs: "Runs as",
    runsAsDetail: "How",
    size: "Size",
    modified: "Written",
    class: "Class",
    labels: "Labels",
    /** The first labels, and the number of the others. */
    listed: (first: string[], more: number): string => first.join(", ") + (more > 0 ? ` and ${more} more` : ""),
    input: "Input",
    separator: "; ",
    pixels: (side: number): string => `${side} × ${side} pixels`,
    channels: (count: number | undefined): string => (count === 1 ? "grey" : count === 3 ? "RGB" : ""),
    cut: (shorter: string): string => `cut from the middle after a resize of the shorter side to ${shorter}`,
    normalised: (mean: string, std: string): string => `mean ${mean}, std ${std}`,
    imageNet: "ImageNet's",
    activation: "Activation",
    activations: (activation: string): string =>
      ({ softmax: "Softmax", sigmoid: "Sigmoid", none: "None: its outputs are probabilities" })[activation] ?? "",
    bestAccuracy: "Best accuracy",
    history: "History",
    predict: "Predict",
    curves: "Training curves",
    upload: "Upload",
    uploadHint: (folder: string, most: string): string =>
      `Drop model files here, or choose them: up to ${most} each, into the folder ${folder}.`,
    uploading: (name: string, sent: string, all: string): string => `Uploading ${name}: ${sent} of ${all}`,
    uploaded: (names: string): string => `Uploaded: ${names}.`,
    notUploaded: (name: string): string => `${name} was not uploaded.`,
    tooLarge: (most: string): string => `The file is larger than ${most}.`,
    progress: "Progress of the upload",
    replaceQuestion: (name: string): string => `Replace ${name}?`,
    replaceExplained: "The file that is there goes to the trash, .flsys/trash. Predictions continue meanwhile.",
    replaceNow: "Replace",
    download: "Download",
    delete: "Delete",
    deleteQuestion: (name: string): string => `Delete ${name}?`,
    deleteExplained: (path: string): string => `The file ${path} goes to the trash of the project, .flsys/trash.`,
    deleteNow: "Delete now",
    cancel: "Cancel",
  },
  trash: {
    title: "Trash",
    deleted: (name: string): string => `${name} is in the trash.`,
    close: "Close",
    undo: "Undo",
    restored: (name: string): string => `${name} is back in the list.`,
    empty: "The trash is empty.",
    limits: (files: number, bytes: string): string =>
      `The trash has the last ${files} files that were deleted or replaced, and at most ${bytes}. Older ones are deleted for good.`,
    file: "File",
    size: "Size",
    when: "Deleted",
    restore: "Restore",
    restoreOne: (path: string): string => `Restore ${path}`,
    deleteOne: (path: string): string => `Delete ${path} for good`,
    emptyAll: "Empty the trash",
    emptyQuestion: "Delete everything in the trash?",
    deleteQuestion: (name: string): string => `Delete ${name} for good?`,
    deleteExplained: "This cannot be undone.",
    deleteNow: "Delete for good",
  },
  deployed: {
    title: "Deployed tensor model",
    none: "No model is deployed.",
    file: "File",
    shape: "Shape",
    lengths: (input: number, output: number): string => `${input} numbers in, ${output} out`,
    other: "Swap for another file of the project",
    swap: "Swap",
    swapping: "Swapping …",
    swapped: (path: string, seconds: string): string => `${path} serves now, after ${seconds} s.`,
    row: "A row of numbers",
    try: "Try",
  },
  predict: {
    title: "Predict",
    drop: "Drop a picture here, paste one, or",
    pick: "Choose a picture",
    camera: "Take a photo",
    samples: "Pictures of the project",
    noSamples: "The project's pictures could not be loaded. They are requested again.",
    sample: (name: string): string => `Use ${name}`,
    noFile: "That was not a file. Drop a picture file.",
    tooLarge: "The picture is larger than 18 MiB.",
    start: "Choose a picture to see the predictions of the models.",
    models: "Models",
    choose: "Choose a model.",
    moreRounds: (name: string, count: number): string =>
      count === 1 ? `1 more round of ${name}` : `${count} more rounds of ${name}`,
    fewerRounds: (name: string): string => `Fewer rounds of ${name}`,
    original: "The picture",
    seen: "As the models see it",
    seenBy: (names: string): string => `As ${names} sees it`,
    asking: "Predicting …",
    took: (millis: string): string => `${millis} ms`,
    all: (count: number): string => `All ${count} labels`,
    fewer: "Fewer",
    code: "The same request from a program",
    codeLanguage: "Language of the program",
    codeModel: "Model of the program",
    codeFolder: (file: string): string => `Run it in the folder of ${file}.`,
    copyCode: "Copy",
    codeCopied: "Copied",
    codeNotCopied: "The browser does not allow it. Copy the selected text.",
    course: "Over the rounds",
    courseHint: "The picture is predicted with one round after the other, so that the service stays free for others.",
    courseSeries: "Rounds of",
    courseNone: "There are no models of several rounds.",
    courseStart: (count: number): string => (count === 1 ? "Predict with 1 round" : `Predict with ${count} rounds`),
    courseStop: "Stop",
    courseOf: (done: number, total: number): string => `${done} of ${total} rounds`,
    courseFollowed: "New rounds of a running simulation are added.",
    courseChart: "Probability",
    courseTable: "The most likely label of each round",
    courseLabel: "Label",
    courseProbability: "Probability",
    courseLast: "Last round",
    courseMean: "Mean",
    courseFailed: (count: number): string =>
      count === 1 ? "1 round could not predict." : `${count} rounds could not predict.`,
  },
  training: {
    title: "Training",
    empty:
      "There is no training history yet: run a simulation, or put histories (.json) into the project's history folder.",
    unconfigured: "HISTORY_SUBDIR is not set, so only models that FLSys trained have a history.",
    unread: (count: number): string => `The histories of ${count} model(s) could not be read.`,
    runs: "Runs",
    run: "Run",
    find: "Find simulations",
    most: (count: number): string => `At most ${count} runs are compared at once.`,
    listed: (count: number, total: number): string =>
      `The latest ${count} of ${total.toLocaleString("en")} simulations; find others by name, tag or parameter.`,
    simulation: (moment: string): string => `Simulation of ${moment}`,
    unreadRun: (name: string): string => `${name} can't be read.`,
    metric: (name: string): string =>
      ({
        accuracy: "Accuracy",
        loss: "Loss",
        seconds: "Seconds per round",
        bytes: "Bytes per round",
        cpu_seconds: "CPU seconds per round",
        epsilon: "Epsilon",
        results: "Clients that trained",
        failures: "Clients that failed to train",
        evaluate_failures: "Clients that failed to evaluate",
      })[name] ?? name,
    metrics: "Metrics",
    chosenMetrics: (count: number, total: number): string => `Metrics (${count} of ${total})`,
    noMetrics: "The chosen runs have no values yet.",
    options: "Options of the charts",
    logScale: "Log scale",
    smoothing: "Moving average",
    unsmoothed: "None",
    lastValues: (count: number): string => `${count} rounds`,
    curves: "Curves of",
    ofRuns: "Runs",
    ofSettings: "Settings of experiments",
    band: "Band",
    spreads: { deviation: "Standard deviation", range: "Smallest to largest" },
    settings: "Settings",
    setting: "Setting",
    settingOf: (name: string, runs: number): string => `${name} (${runs === 1 ? "1 run" : `${runs} runs`})`,
    noSettings: "No chosen run belongs to an experiment that can be read.",
    statistics: { Mean: "mean", Std: "standard deviation", Min: "smallest", Max: "largest" },
    statistic: (of: string, statistic: string): string => `${of}: ${statistic}`,
    axis: "X axis",
    byRound: "Round",
    byTime: "Time",
    byBytes: "Data sent and received",
    noBytes: (count: number): string =>
      count === 1
        ? "The data that 1 run sent and received is not known."
        : `The data that ${count} runs sent and received is not known.`,
    noTimes: (count: number): string =>
      count === 1 ? "1 run has no times of its rounds." : `${count} runs have no times of their rounds.`,
    yAxis: "Y axis",
    yFrom: (metric: string): string => `Lower end of the y axis: ${metric}`,
    yTo: (metric: string): string => `Upper end of the y axis: ${metric}`,
    lowest: "from",
    highest: "to",
    fullScreen: "Full screen",
    across: { round: "Rounds", time: "Seconds", bytes: "Bytes" },
    xFrom: {
      round: "First round of the charts",
      time: "First second of the charts",
      bytes: "First byte of the charts",
    },
    xTo: { round: "Last round of the charts", time: "Last second of the charts", bytes: "Last byte of the charts" },
    wholeAxis: "All",
    zoomHint: "Drag over a chart to show a part of it; a double click shows all.",
    roundsFile: "Rounds (CSV)",
    comparison: "Comparison",
    differencesOnly: "Differences only",
    rounds: "Rounds",
    best: (metric: string): string =>
      `Best ${metric.toLowerCase() === metric ? metric : metric[0]!.toLowerCase() + metric.slice(1)}`,
    last: (metric: string): string =>
      `Last ${metric.toLowerCase() === metric ? metric : metric[0]!.toLowerCase() + metric.slice(1)}`,
    bestRound: "In round",
    time: "Time",
    source: "Source",
  },
  chart: {
    unavailable: "The charts cannot be loaded now. The console tries again; if that does not help, reload the page.",
    round: "round",
    time: "time",
    bytes: "sent and received",
    atRound: (round: number): string => `Round ${round}`,
    more: (count: number): string => `${count} more`,
    empty: "No values",
    summary: (label: string, values: string): string => `${label} by round. Last values: ${values}`,
  },
  runs: {
    title: "Runs",
    search: "Search",
    searchHint: "Name, notes, tags or parameters",
    filter: "Filter",
    filterHint: "accuracy > 0.9 and learning_rate = 0.05",
    filterFault: (at: number, reason: string): string => `Character ${at}: ${reason}`,
    archived: "Show archived",
    none: "There are no simulations yet.",
    archivedHint: "Archived simulations are left out.",
    noMatch: "No simulation matches.",
    clear: "Show all",
    found: (total: number): string => (total === 1 ? "1 run" : `${total.toLocaleString("en")} runs`),
    page: (from: number, to: number, total: number): string =>
      `${from.toLocaleString("en")} to ${to.toLocaleString("en")} of ${total.toLocaleString("en")}`,
    previous: "Previous page",
    next: "Next page",
    columns: "Columns",
    parameters: "Parameters",
    metrics: "Metrics",
    sparkline: (metric: string): string => `${metric} by round`,
    sparklineMetric: "Small curves",
    noSparkline: "None",
    sparklineOf: (metric: string, first: string, last: string, best: string): string =>
      `${metric} by round: first ${first}, last ${last}, best ${best}`,
    table: "Simulations",
    run: "Run",
    state: "State",
    requested: "Requested",
    duration: "Duration",
    best: (value: string): string => `best ${value}`,
    selectPage: "Select all runs of this page",
    select: (name: string): string => `Select ${name}`,
    selected: (count: number): string => `${count.toLocaleString("en")} selected`,
    unselect: "Clear the selection",
    compare: "Compare",
    archive: "Archive",
    unarchive: "Restore from the archive",
    pin: (name: string): string => `Pin ${name}`,
    pinned: "Pinned",
    isArchived: "Archived",
    edit: "Edit",
    editOne: (name: string): string => `Edit ${name}`,
    labels: "Name, tags and notes",
    name: "Name",
    tags: "Tags",
    tagsHint: "Separate tags by commas.",
    notes: "Notes",
    pinLabel: "Pin: no limit deletes this simulation",
    archiveLabel: "Archive: lists leave this simulation out",
    save: "Save",
    cancel: "Cancel",
    delete: "Delete …",
    deleteNow: "Delete",
    deleteQuestion: (count: number): string =>
      count === 1 ? "Delete this simulation?" : `Delete ${count.toLocaleString("en")} simulations?`,
    deleteExplained: "The records, logs and labels are deleted for ever.",
    keepModels: "Keep the copies of their models",
    keepModelsHint: "Copies that stay can still be used. The limits on kept models apply to them.",
    andMore: (count: number): string => `and ${count.toLocaleString("en")} more`,
    kept: (count: number): string =>
      count === 1
        ? "1 selected simulation is not deleted: it has not ended, or is another session's."
        : `${count.toLocaleString("en")} selected simulations are not deleted: they have not ended, or are another session's.`,
    deleted: (count: number, size: string): string =>
      `${count === 1 ? "1 simulation was" : `${count.toLocaleString("en")} simulations were`} deleted. ${size} are free again.`,
    refused: (name: string, reason: string): string => `${name}: ${reason}`,
    changed: (count: number): string =>
      count === 1 ? "1 simulation was changed." : `${count.toLocaleString("en")} simulations were changed.`,
    /** The service's reason for a refusal. */
    reason: (text: string): string => text,
  },
  share: {
    open: "Share …",
    title: "Share this simulation",
    explained:
      "Anyone who has the link can read the name, tags, notes, parameters, rounds and log of this simulation, live. It opens nothing else, and you can revoke it.",
    validFor: "Valid for",
    days: (count: number): string => (count === 1 ? "1 day" : `${count} days`),
    note: "Note",
    noteHint: "Who gets the link",
    archive: "Include the archive (ZIP) with the project's uncommitted changes",
    create: "Create a link",
    created: "The link was created.",
    revoked: "The link was revoked.",
    copied: "Copied",
    notCopied: "The browser does not allow this copy. The address is selected.",
    none: "There is no link to this simulation.",
    links: "Links to this simulation",
    link: (created: string): string => `Link of ${created}`,
    until: (expires: string): string => `valid until ${expires}`,
    withArchive: "with archive",
    address: (name: string): string => `Address: ${name}`,
    copy: "Copy",
    copyOne: (name: string): string => `Copy: ${name}`,
    revoke: "Revoke",
    revokeOne: (name: string): string => `Revoke: ${name}`,
    close: "Close",
    page: "Shared simulation",
    readOnlyUntil: (expires: string): string => `A read-only link, valid until ${expires}`,
    download: "Download the archive",
    parameters: "Parameters",
    invalid: "This link is not valid.",
    invalidExplained:
      "It was revoked, it has expired, or its simulation was deleted. Ask the person who sent it for a new one.",
  },
  simulate: {
    title: "Simulate",
    start: "New simulation",
    asking: "Reading the options of the start script …",
    addParameter: "Add a parameter",
    removeParameter: (name: string): string => `Remove the parameter ${name}`,
    name: "Name",
    value: "Value",
    several: "a, b, c",
    go: "Start",
    past: "Simulations",
    allRuns: "Search all runs",
    requested: (moment: string): string => `Requested ${moment}`,
    none: "None yet.",
    others: "another session's",
    choose: "Start a simulation, or choose one from the list.",
    back: "All simulations",
    states,
    troubles: (trouble: string): string =>
      ({ stalled: "no output for a long time", unreachable: "the SuperLink does not answer" })[trouble] ?? trouble,
    privateOne: "another session's, private",
    hidden: "This simulation is private. Only the session that started it and users with API_TOKEN can see it.",
    gone: "This simulation does not exist, or not any more.",
    unreadable: "This simulation can't be shown.",
    readOnly: "Another session started it. You can read it here, but not stop it.",
    place: (place: number): string => `Waiting at place ${place}`,
    roundOf: (round: number, total: number | undefined): string =>
      total ? `Round ${round} of ${total}` : `Round ${round}`,
    beforeFirst: (total: number | undefined): string =>
      total ? `Preparing, or in round 1 of ${total}` : "Preparing, or in round 1",
    elapsed: (time: string): string => `Elapsed ${time}`,
    perRound: (seconds: string): string => `${seconds} s per round`,
    ends: (state: SimulationState, code: number | undefined): string => {
      switch (state) {
        case "completed":
          return "Completed.";
        case "stopped":
          return "Stopped.";
        case "interrupted":
          return "The service ended before the simulation did.";
        default:
          return code === undefined || code < 0 ? "Failed." : `Failed with exit code ${code}.`;
      }
    },
    stop: "Stop",
    stopping: "Stopping …",
    stopQuestion: "Stop this simulation?",
    stopExplained: "All its processes end. Its log and the rounds so far are kept.",
    keepRunning: "Keep it running",
    /** The service's explanation of the end of a simulation. */
    reason: (text: string): string => text,
    where: "Where",
    lastLines: "Last lines of its output",
    toLine: (line: number): string => `Show line ${line.toLocaleString("en")} of the log`,
    overwritten: (model: string): string =>
      `${model} was overwritten after this simulation: its file no longer contains what this simulation trained.`,
    missing: (model: string): string => `${model} is gone: its file was deleted or moved after this simulation.`,
    allModels: (count: number): string => `All ${count} models`,
    predictAnyway: "Predict with the current file",
    predictWith: (id: string): string => `Predict with ${id}`,
    again: "Run again …",
  },
  evaluations,
  explain,
  experiments,
  inside,
  details,
  notices,
  weights,
  log,
};

export type Texts = typeof en;
