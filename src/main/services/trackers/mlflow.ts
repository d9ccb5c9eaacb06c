import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { RunState } from '../../../shared/api/records.ts';
import { parametersOf, type TrackedRun, type TrackerFile } from './tracked.ts';

/**
 * MLflow's folder layout (mlflow/store/tracking/file_store.py): `<experiment>/meta.yaml`, and for each run `meta.yaml` with a file for every
 * metric ("time value step" a line), parameter and tag. To be opened with `mlflow ui --backend-store-uri DIR`.
 */

/** mlflow.entities.RunStatus */
const statuses: Readonly<Record<RunState, number>> = { running: 1, queued: 2, paused: 1, done: 3, stopped: 3, failed: 4, interrupted: 5 };

/** @param folder where the files will lie: MLflow keeps the address of artifacts; without it that is relative to the folder MLflow is started in */
export function* mlflowFiles(experiment: { readonly id: string; readonly name: string; readonly createdAt: number }, runs: Iterable<TrackedRun>, folder?: string): Generator<TrackerFile> {
  // MLflow's own ids are numbers of 18 digits, and 32 hexadecimal digits for runs.
  const experimentId = String(BigInt(`0x${hash(experiment.id).slice(0, 14)}`) + 100_000_000_000_000_000n).slice(0, 18);
  const at = (path: string) => (folder === undefined ? path : `${pathToFileURL(folder).href.replace(/\/$/, '')}/${path}`);
  let last = experiment.createdAt;
  for (const run of runs) {
    const runId = hash(run.id).slice(0, 32);
    const own = `${experimentId}/${runId}`;
    last = Math.max(last, run.endedAt ?? run.startedAt);
    yield {
      path: `${own}/meta.yaml`,
      content: yaml({
        artifact_uri: at(`${own}/artifacts`),
        end_time: run.endedAt,
        entry_point_name: '',
        experiment_id: experimentId,
        lifecycle_stage: 'active',
        run_id: runId,
        run_name: run.name,
        run_uuid: runId,
        source_name: '',
        source_type: 4,
        source_version: '',
        start_time: run.startedAt,
        status: statuses[run.state],
        tags: [],
        user_id: 'descent',
      }),
    };
    for (const { name, points } of run.series) {
      let lines = '';
      for (const { steps, values } of points()) for (let i = 0; i < steps.length; i++) lines += `${run.timeOf(steps[i])} ${number(values[i])} ${steps[i]}\n`;
      yield { path: `${own}/metrics/${name}`, content: lines };
    }
    for (const [path, value] of [...parametersOf(run.document), ['variant', run.variant ?? ''] as const]) if (value !== '') yield { path: `${own}/params/${key(path)}`, content: value };
    for (const [tag, value] of Object.entries({ 'mlflow.runName': run.name, 'mlflow.user': 'descent', 'mlflow.source.name': 'descent', 'mlflow.source.type': 'LOCAL', ...run.tags })) yield { path: `${own}/tags/${key(tag)}`, content: value };
    yield { path: `${own}/artifacts/document.descent.json`, content: `${JSON.stringify(run.document, null, 2)}\n` };
  }
  yield {
    path: `${experimentId}/meta.yaml`,
    content: yaml({ artifact_location: at(experimentId), creation_time: experiment.createdAt, experiment_id: experimentId, last_update_time: last, lifecycle_stage: 'active', name: experiment.name }),
  };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As Python's float() reads it. */
const number = (value: number): string => (Number.isNaN(value) ? 'nan' : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value));

/** Names of parameters and tags are names of files, of letters, digits, dots, dashes, spaces and slashes. */
const key = (name: string): string => name.replace(/[^\w. -]/gu, '_').slice(0, 250) || '_';

/** One level of plain values: JSON's texts are YAML's. */
const yaml = (values: Readonly<Record<string, string | number | null | readonly never[]>>): string => Object.entries(values).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`).join('');
