#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Plain JavaScript that any Node runs: finds a Node that is new enough and the built program, or says what is missing.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'out', 'main', 'cli.js');
const oldest = 22;

if (!existsSync(program)) {
  console.error(`Descent is not built yet: ${program} is missing. Run "npm run build" in ${root}.`);
  process.exitCode = 1;
} else if (Number(process.versions.node.split('.')[0]) >= oldest) {
  await import(pathToFileURL(program).href);
} else {
  launch();
}

/** Runs this file again with the Node that comes with the packages. */
function launch() {
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    console.error(`Descent needs Node ${oldest} or later; this is ${process.version}, and ${node} is missing. Run "npm ci" in ${root}, or use a newer Node.`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel tells the program when this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, DESCENT_LAUNCHED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${node} cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
