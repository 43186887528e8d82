import { Envtest } from '../support/envtest';
import { Folder } from '../support/folder';
import { Program } from '../support/program';
import { program } from '../support/places';
import { Client } from './client';
import { group, Scene, type World } from './scene';
import { rackDefinition, widgetDefinition } from './types';

export interface Running extends World {
  /** Of Kubernetes, as it says itself. */
  version: string;
  stop: () => Promise<void>;
}

/** A real API server. */
export async function startReal(version: string, watchList: boolean): Promise<Running> {
  const envtest = await Envtest.start({ version, watchList });
  const clients = { admin: new Client(envtest.adminKubeconfig), team: new Client(envtest.teamKubeconfig) };
  const stop = async () => {
    Object.values(clients).forEach((client) => client.close());
    await envtest.stop();
  };
  const { body } = await clients.admin.send({ method: 'GET', path: '/version', headers: { authorization: `Bearer ${clients.admin.token}` } });
  const said = (body as { gitVersion: string }).gitVersion.replace(/^v/, '');
  return furnished({ name: `Kubernetes ${said}`, version: said, clients, watchList, forget: () => envtest.compact(), stop });
}

/** `nexa sandbox` as that release of Kubernetes is, without operators, with the same two users. */
export async function startSandbox(version: string): Promise<Running> {
  const folder = new Folder();
  const started = new Program(program, ['sandbox', '--data', folder.path, '--cluster', 'conformance', '--kubernetes', version, '--no-operators', '--user', 'team=team', '--log-level', 'warning']);
  await started.says(/The sandbox is ready/, 60_000);
  const admin = new Client(folder.in('conformance.kubeconfig'));
  const team = new Client(folder.in('conformance-team.kubeconfig'));
  const headers = { authorization: `Bearer ${admin.token}` };
  const stop = async () => {
    admin.close();
    team.close();
    const { code, signal } = await started.stop();
    folder.remove();
    if (code !== 0) throw new Error(`nexa sandbox ended with ${code ?? signal}\n${started.said}`);
  };
  const forget = async () => {
    await admin.send({ method: 'POST', path: '/sandbox/compact', headers });
  };
  return furnished({ name: 'the sandbox', version, clients: { admin, team }, watchList: true, forget, stop });
}

/** With the types that the cases are about, served and discovered. */
async function furnished(world: Running): Promise<Running> {
  const scene = new Scene(world, 'default');
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  try {
    await scene.given(definitions, widgetDefinition, rackDefinition);
    await scene.quietly('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } } });
    for (const plural of ['widgets', 'racks']) await scene.eventually(`/apis/${group}/v1/${plural}`, ({ status }) => status === 200);
    const discovered = (body: unknown) => JSON.stringify(body).includes(group);
    await scene.eventually('/apis', ({ body }) => discovered(body));
    // The schema for server-side apply follows a moment after the type: applied without it, lists have no keys.
    await scene.eventually('/openapi/v3', ({ body }) => discovered(body));
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}
