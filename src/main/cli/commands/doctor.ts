import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { surveyKernels } from '../../../engine/kernels/select.ts';
import type { Register } from '../cli.ts';
import { number } from '../terminal.ts';
import { localize } from '../../../shared/schema/localized.ts';

/** `descent doctor`: what is installed, chosen and missing. */
export const registerDoctor: Register = (program, cli) => {
  program
    .command('doctor')
    .description('what is installed, chosen and missing on this machine')
    .option('--json', 'print JSON alone on standard output')
    .action(async (flags: { json?: boolean }) => {
      await cli.withApp({}, async (app) => {
        const { system, settings, datasets, runs } = app.services;
        const info = system.info();
        const kernels = surveyKernels();
        const found = await datasets.list();
        const { total } = runs.list({ limit: 1, offset: 0, archived: false });
        const screens = existsSync(join(cli.paths.renderer, 'index.html'));
        const electron = existsSync(join(cli.paths.root, 'node_modules', 'electron', 'dist'));
        if (flags.json) {
          cli.printJson({ ...info, kernels: { chosen: info.environment.kernels, version: kernels.version, speeds: kernels.speeds, leftOut: kernels.leftOut }, settings: settings.get(), datasets: found, runs: total, screensBuilt: screens, electron });
          return;
        }
        const { environment } = info;
        const lines: [string, string][] = [
          ['Descent', info.version],
          ['Node', `${environment.node} on ${environment.os}`],
          ['processor', `${environment.cpu}, ${environment.threads} threads`],
          ['kernels', environment.kernels],
          ...kernels.speeds.map(({ name, gigaflops }): [string, string] => ['', `${name}: ${number(gigaflops, 1)} GFLOP/s`]),
          ...kernels.leftOut.map(({ name, reason }): [string, string] => ['', `${name}: not used, ${reason}`]),
          ['home', info.home],
          ['stored runs', String(total)],
          ['screens', screens ? 'built' : 'not built: run "npm run build"'],
          ['Electron', electron ? 'there' : 'not there: the studio opens in a browser instead'],
          ...found.map((set): [string, string] => [localize(set.title, cli.language), set.state === 'found' ? `found in ${set.directory}` : set.state]),
        ];
        const width = Math.max(...lines.map(([name]) => name.length));
        cli.print(lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n'));
        for (const { message } of found) if (message) cli.say(`\n${message.en}`);
      });
    });
};
