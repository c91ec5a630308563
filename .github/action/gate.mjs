// Made of src/action by `npm run build:action`; do not edit.

// src/action/main.ts
import { randomUUID } from "node:crypto";

// src/action/run-action.ts
import { relative, resolve as resolve3 } from "node:path";

// src/core/errors.ts
var InfbenchError = class extends Error {
  code;
  hint;
  constructor(code2, facts) {
    super(facts.message, { cause: facts.cause });
    this.name = "InfbenchError";
    this.code = code2;
    this.hint = facts.hint;
  }
};

// src/core/text/visible-text.ts
function visibleText(text) {
  return text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "\uFFFD"
  ).replace(/[\u202a-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

// src/gate/emitters/gate-words.ts
var verdictWords = {
  pass: { word: "Pass", mark: "\u2705" },
  warn: { word: "Warning", mark: "\u26A0\uFE0F" },
  regression: { word: "Regression", mark: "\u274C" },
  inconclusive: { word: "Inconclusive", mark: "\u2754" },
  incomparable: { word: "No verdict", mark: "\u{1F6AB}" }
};
function gateSentence({ verdict, reasons, candidate, baseline }) {
  const { word } = verdictWords[verdict];
  const [reason] = reasons;
  return reason === void 0 ? `${word}. ${candidate.label} against ${baseline.label}.` : `${word}. ${reason}`;
}
function figure(value, unit) {
  if (value === null || !Number.isFinite(value)) return unknown;
  if (unit === "share") return `${rounded(value * percent)} %`;
  return unit === "" ? rounded(value) : `${rounded(value)} ${unit}`;
}
function change(share, open = unknown) {
  if (share === null || !Number.isFinite(share)) return open;
  const size = Math.abs(share) * percent;
  const text = size < leastChange ? "0" : rounded(size);
  return `${text === "0" ? "\xB1" : share > 0 ? "+" : "\u2212"}${text} %`;
}
var bounds = (lower, upper) => lower === null && upper === null ? unknown : `${change(lower, "\u2212\u221E")} to ${change(upper, "+\u221E")}`;
function chance(p) {
  if (p === null) return unknown;
  return p > 0 && p < leastChance ? `< ${leastChance}` : p.toFixed(3);
}
var unknown = "\u2013";
var percent = 100;
var leastChange = 5e-3;
var leastChance = 1e-3;
function rounded(value) {
  if (value === 0) return "0";
  const short = Number(value.toPrecision(3));
  return Math.abs(short) < leastChance ? short.toExponential() : short.toLocaleString("en-US", { maximumFractionDigits: 5 });
}

// src/gate/emitters/gate-annotations.ts
function gateAnnotations(gate, { file, fails }) {
  const found = [
    ...gate.faults.map(({ code: code2, message, hint }) => ({
      ...{ verdict: "incomparable", title: code2, message: hint === null ? message : `${message}
${hint}` }
    })),
    ...gate.metrics.map(({ verdict, label, why }) => ({ verdict, title: label, message: `${label}: ${why}` })),
    ...gate.limits.map(({ verdict, expression, why }) => ({
      ...{ verdict, title: expression, message: `${expression}: ${why}` }
    }))
  ].filter(({ verdict }) => verdict !== "pass");
  if (found.length === 0) {
    const level = gate.verdict === "pass" ? "notice" : levelOf(gate.verdict, gate, fails);
    return [{ level, title: `infbench gate: ${gate.name}`, message: gateSentence(gate), file }];
  }
  return found.map(({ verdict, title, message }) => ({
    ...{ level: levelOf(verdict, gate, fails), title: `infbench gate: ${title}`, message, file }
  })).toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}
var levels = ["error", "warning", "notice"];
function levelOf(verdict, gate, fails) {
  const failing = {
    ...{ pass: false, regression: true, incomparable: true },
    inconclusive: gate.onInconclusive === "fail",
    warn: gate.verdict === "warn"
  };
  return fails && failing[verdict] ? "error" : "warning";
}
function workflowCommand({ level, title, message, file }) {
  const properties2 = [...file === null ? [] : [`file=${escapeProperty(file)}`], `title=${escapeProperty(title)}`];
  return `::${level} ${properties2.join(",")}::${escapeData(message)}`;
}
var escapeData = (text) => visibleText(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
var escapeProperty = (text) => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

// src/core/text/markdown.ts
var plain = (text) => visibleText(text).replace(/\s+/g, " ").replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]).replace(/[\\`*_[\]|~]/g, "\\$&").replace(/(?<!\w)[@#](?=\w)/g, "$&\u200B");
function code(text) {
  const shown = visibleText(text).replace(/\s+/g, " ").replaceAll("|", "\\|");
  const fence = "`".repeat(longestRun(shown) + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}
function codeBlock(text, language = "") {
  const shown = text.split(/\r?\n/).map(visibleText).join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${language}
${shown.replace(/\n$/, "")}
${fence}`;
}
var longestRun = (text) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run2]) => run2.length));
function table(head, rows, text = []) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => i === 0 || text.includes(i) ? "---" : "---:");
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
var folded = (summary, body) => `<details><summary>${plain(summary)}</summary>

${body}

</details>`;
var paragraphs = (parts) => `${parts.filter((part) => part !== false && part !== "").join("\n\n")}
`;

// src/gate/emitters/gate-markdown.ts
function gateMarkdown(gate) {
  const { mark } = verdictWords[gate.verdict];
  return paragraphs([
    `## ${mark} infbench gate: ${plain(gate.name)}`,
    `**${plain(gateSentence(gate))}**`,
    gate.reasons.slice(1).map((reason) => `- ${plain(reason)}`).join("\n"),
    faultLines(gate),
    gate.metrics.length > 0 && metricTable(gate),
    gate.limits.length > 0 && limitTable(gate),
    folded("How it was decided", grounds(gate)),
    "Run it again:",
    codeBlock(`infbench gate ${shellWord(gate.policy)}`, "sh")
  ]);
}
function faultLines({ faults }) {
  return faults.map(
    ({ code: name, message, hint }) => `- ${code(name)} ${plain(message)}${hint === null ? "" : ` \u2192 ${plain(hint)}`}`
  ).join("\n");
}
var metricHead = ["Metric", "Baseline", "Candidate", "Effect", "Bounds", "Margin", "Would have been found", "Verdict"];
function metricTable({ metrics, inference }) {
  const rows = metrics.map((metric) => [
    plain(metric.label),
    figure(metric.baselineMedian, metric.unit),
    figure(metric.candidateMedian, metric.unit),
    change(metric.effectShare),
    bounds(metric.lowerShare, metric.upperShare),
    figure(metric.marginShare, "share"),
    metric.detectableShare === null ? "\u2013" : `from ${change(metric.detectableShare)} on`,
    verdictCell(metric)
  ]);
  const level = inference?.attainableAlpha ?? null;
  const held = level === null ? "" : `; the bounds hold for all metrics at once, at ${figure(1 - level, "share")}`;
  return `${table(metricHead, rows, [metricHead.length - 1])}

Positive is worse, whichever way a metric counts${held}.`;
}
var verdictCell = ({ verdict, pairsToDecide }) => `${verdictWords[verdict].mark} ${verdict}${verdict === "inconclusive" && pairsToDecide !== null && pairsToDecide > 0 ? `, about ${pairsToDecide} more would tell` : ""}`;
function limitTable({ limits }) {
  const rows = limits.map(({ expression, value, limit, unit, verdict, runs }) => [
    code(expression),
    figure(value, unit),
    figure(limit, unit),
    String(runs.length),
    `${verdictWords[verdict].mark} ${verdict}`
  ]);
  return table(["Limit", "Median of runs", "Limit", "Runs", "Verdict"], rows, [4]);
}
function grounds({ pairs, inference, mode, metrics, baseline, candidate, ...gate }) {
  const of = mode === "paired" ? `${pairs.used} of ${pairs.planned} pairs` : `${pairs.used} past runs`;
  const facts = [
    `${of}${inference === null ? "" : inferred(inference)}.`,
    ...metrics.map(({ metric, pValue, why }) => `${code(metric)}: ${plain(why)} (p ${chance(pValue)})`),
    ...(inference?.notes ?? []).map(plain),
    sideLine("Baseline", baseline),
    sideLine("Candidate", candidate),
    `Gate ${code(gate.id)} of ${gate.createdAt.slice(0, 16).replace("T", " ")} UTC, policy ${code(gate.policy)}, infbench ${plain(gate.infbench)}.`
  ];
  return facts.map((fact) => `- ${fact}`).join("\n");
}
function inferred({ kind, arrangements, exact, looks, look, alpha }) {
  const looked = looks.length > 1 ? `, look ${look} of ${looks.length}` : "";
  if (kind === "prediction") return `, a prediction interval at alpha ${alpha}${looked}`;
  const weighed = arrangements === null ? "" : `, ${exact ? "all" : "a sample of"} ${arrangements.toLocaleString("en-US")} sign patterns weighed`;
  return `${weighed}, alpha ${alpha} over all metrics${looked}`;
}
function sideLine(name, { label, target, runs }) {
  const shown = runs.map((run2) => code(run2)).join(", ");
  return `${name}: ${plain(label)}${target === null ? "" : `, ${plain(target)}`}${runs.length === 0 ? ", no run" : `, runs ${shown}`}`;
}
var shellWord = (text) => /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

// src/gate/emitters/gate-comment.ts
var mostLength = 65536;
var commentMarker = (gate) => `<!-- infbench-gate:${encodeURIComponent(visibleName(gate.name)).replaceAll("-", "%2D")} -->`;
function gateComment(gate, link) {
  const where = link === null ? "" : `[The whole job](${encodeURI(link)})`;
  const body = `${commentMarker(gate)}
${paragraphs([gateMarkdown(gate).trimEnd(), where])}`;
  if (body.length <= mostLength) return body;
  const sentence = plain(gateSentence(gate)).slice(0, mostLength / 2);
  return `${commentMarker(gate)}
${paragraphs([`## ${verdictWords[gate.verdict].mark} infbench gate`, sentence, where])}`;
}
var visibleName = (name) => name.replace(/[\ud800-\udfff]/gu, "\uFFFD");

// src/gate/emitters/gate-junit.ts
function gateJunit(gate) {
  const cases = [comparable(gate), ...metricCases(gate), ...limitCases(gate)];
  const outcomes = cases.map(({ verdict }) => outcomeOf(verdict, gate));
  const count = (outcome) => outcomes.filter((one) => one === outcome).length;
  const totals = `tests="${cases.length}" failures="${count("failure")}" errors="0"`;
  const name = `infbench gate ${gate.name}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attribute("name", name)} ${totals}>`,
    `  <testsuite ${attribute("name", name)} ${totals} skipped="${count("skipped")}" ${attribute("timestamp", gate.createdAt)}>`,
    "    <properties>",
    ...properties(gate).map(
      ([key, value]) => `      <property ${attribute("name", key)} ${attribute("value", value)}/>`
    ),
    "    </properties>",
    ...cases.map((one) => testCase(one, gate)),
    `    <system-out>${escaped(gateSentence(gate))}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    ""
  ].join("\n");
}
function comparable({ faults }) {
  return {
    name: "the runs can be compared",
    verdict: faults.length === 0 ? "pass" : "incomparable",
    message: faults[0]?.message ?? "",
    facts: faults.map(({ code: code2, message, hint }) => `${code2}: ${message}${hint === null ? "" : ` (${hint})`}`)
  };
}
function metricCases({ metrics }) {
  return metrics.map((metric) => ({
    name: `${metric.metric} is not worse by ${figure(metric.marginShare, "share")}`,
    verdict: metric.verdict,
    message: metric.why,
    facts: [
      `baseline ${figure(metric.baselineMedian, metric.unit)}, candidate ${figure(metric.candidateMedian, metric.unit)} (medians of runs)`,
      `effect ${change(metric.effectShare)}, bounds ${bounds(metric.lowerShare, metric.upperShare)}; positive is worse`,
      `detectable ${change(metric.detectableShare)}`
    ]
  }));
}
function limitCases({ limits }) {
  return limits.map(({ expression, verdict, why, value, unit, runs }) => ({
    name: expression,
    verdict,
    message: why,
    facts: [`median ${figure(value, unit)} of runs ${runs.map((run2) => figure(run2, unit)).join(", ")}`]
  }));
}
var properties = ({
  id,
  policy,
  mode,
  verdict,
  infbench,
  pairs
}) => [
  ...[
    ["gate", id],
    ["policy", policy],
    ["mode", mode],
    ["verdict", verdict]
  ],
  ...[
    ["pairs", String(pairs.used)],
    ["infbench", infbench]
  ]
];
function outcomeOf(verdict, { onInconclusive }) {
  if (verdict === "pass" || verdict === "warn") return "passed";
  return verdict === "inconclusive" && onInconclusive !== "fail" ? "skipped" : "failure";
}
function testCase({ name, verdict, message, facts }, gate) {
  const head = `    <testcase ${attribute("classname", `infbench.gate.${gate.name}`)} ${attribute("name", name)}`;
  const outcome = outcomeOf(verdict, gate);
  const text = escaped(facts.join("\n"));
  const said = outcome === "passed" ? [] : outcome === "skipped" ? [`      <skipped ${attribute("message", message)}/>`] : [`      <failure ${attribute("type", verdict)} ${attribute("message", message)}>${text}</failure>`];
  const out = facts.length === 0 ? [] : [`      <system-out>${text}</system-out>`];
  return said.length + out.length === 0 ? `${head}/>` : [`${head}>`, ...said, ...out, "    </testcase>"].join("\n");
}
var attribute = (name, value) => `${name}="${escaped(value).replace(/[\t\r\n]/g, (c) => `&#${c.charCodeAt(0)};`)}"`;
var entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
var escaped = (text) => visibleText(text).replace(/[&<>"]/g, (character) => entities[character]);

// src/action/action-inputs.ts
import { resolve } from "node:path";
var failOnChoices = ["gate", "warn", "regression", "never"];
function actionInputs(env, workspace) {
  const input = (name) => (env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
  const workingDirectory = resolve(workspace, input("working-directory") || ".");
  const inputs = {
    policy: input("policy") || null,
    document: input("document") || null,
    baseline: input("baseline") || null,
    failOn: choice("fail-on", input("fail-on") || "gate"),
    workingDirectory,
    reportPath: resolve(workingDirectory, input("report-path") || "infbench-gate"),
    comment: truth("comment", input("comment") || "false"),
    token: input("github-token"),
    command: input("command").split(/\s+/).filter(Boolean),
    args: input("arguments").split("\n").map((line) => line.trim()).filter(Boolean)
  };
  if (inputs.policy === null === (inputs.document === null)) {
    const got = inputs.policy === null ? "neither" : "both";
    throw usage(`expected policy, a file that infbench gate runs, or document, what it printed before; got ${got}`);
  }
  return inputs;
}
function choice(name, value) {
  const found = failOnChoices.find((one) => one === value);
  if (found !== void 0) return found;
  throw usage(`${name}: expected ${failOnChoices.join(", ")}, got ${JSON.stringify(value)}`);
}
function truth(name, value) {
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE)$/.test(value)) return false;
  throw usage(`${name}: expected true or false, got ${JSON.stringify(value)}`);
}
var usage = (message) => new InfbenchError("usage", { message: `input ${message}`, hint: "action.yml describes every input" });

// src/action/run-gate.ts
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve as resolve2 } from "node:path";

// src/gate/emitters/read-gate-document.ts
var schemaName = "infbench.gate/1";
var needed = [
  "verdict",
  "exitCode",
  "reasons",
  "metrics",
  "limits",
  "faults",
  "pairs",
  "baseline",
  "candidate"
];
function readGateDocument(text, where) {
  const value = parsed(text, where);
  if (typeof value !== "object" || value === null || value.schema !== schemaName) {
    const got = value?.schema;
    throw malformed(
      where,
      `a document of ${schemaName}, got ${got === void 0 ? "something else" : JSON.stringify(got)}`
    );
  }
  const missing = needed.find((key) => !(key in value));
  if (missing !== void 0) throw malformed(where, `a document of ${schemaName} with ${missing}, got one without`);
  return value;
}
function parsed(text, where) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const got = text.trim() === "" ? "nothing" : "no JSON";
    throw malformed(where, `a document of ${schemaName}, got ${got}`, cause);
  }
}
var malformed = (where, expected, cause) => new InfbenchError("gate.malformed", {
  message: `${where}: expected ${expected}`,
  hint: "infbench gate POLICY --json > gate.json writes one",
  cause
});

// src/action/run-gate.ts
async function runGate(inputs, io) {
  if (!existsSync(inputs.workingDirectory))
    throw new InfbenchError("usage", {
      message: `input working-directory: expected a folder, got ${inputs.workingDirectory}, which is not there`,
      hint: "it is meant from the root of the workspace; actions/checkout fills that"
    });
  if (inputs.document !== null) {
    const path = resolve2(inputs.workingDirectory, inputs.document);
    return readGateDocument(read(path, inputs.document), inputs.document);
  }
  const command = inputs.command.length > 0 ? inputs.command : [foundCommand(inputs.workingDirectory)];
  if (inputs.baseline !== null) {
    const { code: code3 } = await run([...command, "ci", "baseline", "load", inputs.baseline], inputs, io);
    if (code3 !== 0) throw failed("infbench ci baseline load", code3);
  }
  const page = join(inputs.reportPath, "gate.html");
  const words = ["gate", inputs.policy ?? "", "--json", "-o", page, ...inputs.args];
  const { code: code2, stdout } = await run([...command, ...words], inputs, io);
  if (code2 === null || !verdictCodes.has(code2)) throw failed("infbench gate", code2);
  return readGateDocument(stdout, "stdout of infbench gate");
}
var verdictCodes = /* @__PURE__ */ new Set([0, 10, 11, 12]);
async function run(command, inputs, io) {
  const fence = io.newFence();
  io.say(`::group::${command.join(" ").replace(/\s+/g, " ")}`);
  io.say(`::stop-commands::${fence}`);
  try {
    const options = { cwd: inputs.workingDirectory, env: withoutInputs(io.env), onStderr: io.say };
    return await io.run(command, options);
  } catch (cause) {
    throw new InfbenchError("usage", {
      message: `${command[0]}: expected a program to start, got ${cause.message}`,
      hint: "a step before this one installs infbench; the input command says how it is called",
      cause
    });
  } finally {
    io.say(`::${fence}::`);
    io.say("::endgroup::");
  }
}
var withoutInputs = (env) => Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("INPUT_")));
function foundCommand(from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const local = join(folder, "node_modules/.bin/infbench");
    if (existsSync(local)) return local;
    if (dirname(folder) === folder) return "infbench";
  }
}
function read(path, shown) {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new InfbenchError("policy.unreadable", {
      message: `${shown}: expected the document of a gate, got ${cause.message}`,
      hint: "infbench gate POLICY --json > gate.json writes one",
      cause
    });
  }
}
var failed = (what, code2) => new InfbenchError(code2 === 130 || code2 === null ? "interrupted" : "internal", {
  message: `${what} reached no verdict: ${code2 === null ? "a signal ended it" : `exit code ${code2}`}; the log says why`
});

// src/action/put-comment.ts
var pageLength = 100;
var mostPages = 50;
var timeoutMs = 3e4;
async function putComment(place, { marker, body }, ask) {
  const comments = `/repos/${place.repository}/issues/${place.number}/comments`;
  const found = await findComment(place, comments, marker, ask);
  if (found === null) {
    await call(place, "POST", comments, ask, { body });
    return "made";
  }
  await call(place, "PATCH", `/repos/${place.repository}/issues/comments/${found}`, ask, { body });
  return "replaced";
}
async function findComment(place, path, marker, ask) {
  for (let page = 1; page <= mostPages; page++) {
    const comments = await call(place, "GET", `${path}?per_page=${pageLength}&page=${page}`, ask);
    const found = comments.find(({ body }) => body?.startsWith(marker) === true);
    if (found !== void 0) return found.id;
    if (comments.length < pageLength) return null;
  }
  return null;
}
async function call({ api, token }, method, path, ask, body) {
  const answer = await ask(`${api}${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "user-agent": "infbench-action",
      "x-github-api-version": "2022-11-28",
      ...body === void 0 ? {} : { "content-type": "application/json" }
    },
    ...body === void 0 ? {} : { body: JSON.stringify(body) },
    signal: AbortSignal.timeout(timeoutMs)
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${saidIn(text)}`);
  return JSON.parse(text);
}
function saidIn(text) {
  try {
    return String(JSON.parse(text).message ?? "");
  } catch {
    return "";
  }
}
function pullRequestOf(event) {
  const { pull_request: pull, issue } = event ?? {};
  const number = pull?.number ?? (issue?.pull_request === void 0 ? null : issue.number);
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
}

// src/action/step-files.ts
import { appendFileSync, mkdirSync, readFileSync as readFileSync2, writeFileSync } from "node:fs";
import { dirname as dirname2, join as join2 } from "node:path";
function writeOutputs(outputs, { env, newFence }) {
  const path = env["GITHUB_OUTPUT"];
  if (path === void 0 || path === "") return;
  const lines = Object.entries(outputs).flatMap(([name, value]) => {
    const fence = newFence();
    return [`${name}<<${fence}`, value, fence];
  });
  appendFileSync(path, `${lines.join("\n")}
`);
}
function writeSummary(markdown, { env }) {
  const path = env["GITHUB_STEP_SUMMARY"];
  if (path !== void 0 && path !== "") appendFileSync(path, `${markdown}
`);
}
function writeFiles(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const path = join2(folder, name);
    mkdirSync(dirname2(path), { recursive: true });
    writeFileSync(path, text);
  }
}
function readEvent({ env }) {
  try {
    return JSON.parse(readFileSync2(env["GITHUB_EVENT_PATH"] ?? "", "utf8"));
  } catch {
    return null;
  }
}

// src/action/run-action.ts
async function runAction(io) {
  try {
    const workspace = io.env["GITHUB_WORKSPACE"] ?? io.cwd;
    const inputs = actionInputs(io.env, workspace);
    const gate = await runGate(inputs, io);
    const fails = failsStep(gate, inputs.failOn);
    writeFiles(inputs.reportPath, filesOf(gate));
    writeSummary(gateMarkdown(gate), io);
    writeOutputs(outputsOf(gate, inputs), io);
    for (const annotation of gateAnnotations(gate, { file: policyFile(inputs, workspace), fails }))
      io.say(workflowCommand(annotation));
    if (inputs.comment) await comment(gate, inputs, io);
    return fails ? 1 : 0;
  } catch (error) {
    io.say(workflowCommand(broken(error)));
    return 1;
  }
}
function failsStep({ verdict, exitCode }, failOn) {
  if (failOn === "never") return false;
  if (failOn === "regression") return verdict === "regression";
  return exitCode !== 0 || failOn === "warn" && verdict === "warn";
}
var filesOf = (gate) => ({
  "gate.json": `${JSON.stringify(gate)}
`,
  "summary.md": gateMarkdown(gate),
  "junit.xml": gateJunit(gate)
});
var outputsOf = (gate, { reportPath }) => ({
  verdict: gate.verdict,
  "exit-code": String(gate.exitCode),
  "report-path": reportPath,
  reason: visibleText(gateSentence(gate)).replace(/\s+/g, " ")
});
function policyFile({ policy, workingDirectory }, workspace) {
  if (policy === null) return null;
  const path = relative(workspace, resolve3(workingDirectory, policy));
  return path.startsWith("..") ? null : path.replaceAll("\\", "/");
}
async function comment(gate, { token }, io) {
  const number = pullRequestOf(readEvent(io));
  const { GITHUB_REPOSITORY: repository = "", GITHUB_API_URL: api = "https://api.github.com" } = io.env;
  if (number === null) return io.say("no comment: the event that set this off is about no pull request");
  if (token === "") return io.say(workflowCommand(uncommented("the input github-token is empty")));
  try {
    const text = { marker: commentMarker(gate), body: gateComment(gate, jobPage(io.env)) };
    const done = await putComment({ api, repository, number, token }, text, io.fetch);
    io.say(`${done} the comment on pull request ${number}`);
  } catch (error) {
    io.say(workflowCommand(uncommented(error.message)));
  }
}
function jobPage({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run2 }) {
  return server === void 0 || run2 === void 0 ? null : `${server}/${repository}/actions/runs/${run2}`;
}
var uncommented = (why) => ({
  ...{ level: "warning", title: "infbench gate: no comment was made", file: null },
  message: `${why}
the job needs permissions: {pull-requests: write}; pull requests from forks have it not`
});
function broken(error) {
  const known = error instanceof InfbenchError;
  const message = known ? error.message : String(error?.stack ?? error);
  const hint = known && error.hint !== void 0 ? `
${error.hint}` : "";
  return { level: "error", title: "infbench gate", message: `${message}${hint}`, file: null };
}

// src/action/run-program.ts
import { spawn } from "node:child_process";
function runProgram(command, options, stop2) {
  const [program = "", ...args] = command;
  const { cwd, env, onStderr } = options;
  return new Promise((resolve4, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const interrupt = () => void child.kill("SIGINT");
    stop2.addEventListener("abort", interrupt, { once: true });
    const said = [];
    let rest = "";
    child.stdout.on("data", (bytes) => said.push(bytes));
    child.stderr.setEncoding("utf8").on("data", (text) => {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onStderr(line);
    });
    child.once("error", reject);
    child.once("close", (code2) => {
      stop2.removeEventListener("abort", interrupt);
      if (rest !== "") onStderr(rest);
      resolve4({ code: code2, stdout: Buffer.concat(said).toString("utf8") });
    });
  });
}

// src/action/main.ts
var stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());
process.exitCode = await runAction({
  env: process.env,
  cwd: process.cwd(),
  say: (line) => void process.stdout.write(`${line}
`),
  run: (command, options) => runProgram(command, options, stop.signal),
  fetch,
  newFence: randomUUID
});
