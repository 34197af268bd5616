// What a program does that logs to MLflow with the npm package mlflow, a client that others wrote: node other-client.mjs FOLDER SERVER
import { createRequire } from 'node:module';

const [folder, endpoint] = process.argv.slice(2);
const MLflow = createRequire(`${folder}/`)('mlflow');
const { Experiments, Runs, Metrics, Artifacts } = new MLflow({ endpoint });

const { experiment_id } = await Experiments.create({ name: 'from another client' });
const { run } = await Runs.create({ experiment_id, start_time: 1767000000000, tags: [{ key: 'team', value: 'delays' }] });
const { run_id } = run.info;
for (let step = 0; step < 5; step++) await Runs.logMetric({ run_id, key: 'auc', value: 0.6 + step / 100, timestamp: 1767000000000 + step, step });
await Runs.logBatch({ run_id, params: [{ key: 'depth', value: '3' }], metrics: [{ key: 'loss', value: 0.25, timestamp: 1767000000005, step: 0 }], tags: [] });
await Runs.setTag({ run_id, key: 'note', value: 'ä — ✓' });
await Runs.update({ run_id, status: 'FINISHED', end_time: 1767000009000 });
const { runs } = await Runs.search({ experiment_ids: [experiment_id], filter: "metrics.auc > 0.63 and params.depth = '3'" });
const { metrics } = await Metrics.getHistory({ run_id, metric_key: 'auc' });
const { root_uri } = await Artifacts.list({ run_id });
await Runs.delete({ run_id });
const gone = await Runs.search({ experiment_ids: [experiment_id] });
await Runs.restore({ run_id });
const back = await Runs.get({ run_id });

console.log(JSON.stringify({
  found: runs.map((r) => r.info.run_id === run_id), history: metrics.map((m) => m.value), root: root_uri.startsWith('mlflow-artifacts:/'),
  gone: (gone.runs ?? []).length, stage: back.run.info.lifecycle_stage, status: back.run.info.status, tags: Object.fromEntries(back.run.data.tags.map((t) => [t.key, t.value])),
}));
