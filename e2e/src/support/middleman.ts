import type { Socket } from 'node:net';
import { Agent, createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What becomes of requests. "refuses": connections are reset. "stalls": nothing more is said, on old connections neither; everything stays
 * open. "busy": 429 to everybody.
 */
export type Manner = 'passes' | 'refuses' | 'stalls' | 'busy';

interface Behind {
  server: URL;
  authority: string;
}

/** Stands between Nexa and an API server, with that server's own certificate, and does to the traffic what a test tells it to. */
export class Middleman {
  /** How often it has been asked for what it does not give now. */
  refused = 0;
  /** Called before a request goes on; what it returns is answered instead. */
  intercept: (asked: IncomingMessage) => Promise<number | undefined> = () => Promise.resolve(undefined);
  private manner: Manner = 'passes';
  private readonly sockets = new Set<Socket>();
  private agent = new Agent();
  private behind: Behind = { server: new URL('https://127.0.0.1'), authority: '' };

  private constructor(private readonly server: Server) {}

  static async start(certificate: { cert: string; key: string }): Promise<Middleman> {
    const server = createServer({ ...certificate, ALPNProtocols: ['http/1.1'] });
    const middleman = new Middleman(server);
    server.on('request', (asked: IncomingMessage, answer: ServerResponse) => void middleman.pass(asked, answer));
    server.on('connection', (socket: Socket) => {
      if (middleman.manner === 'refuses') socket.resetAndDestroy();
      middleman.sockets.add(socket);
      socket.on('close', () => middleman.sockets.delete(socket)).on('error', () => undefined);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return middleman;
  }

  get address(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Where requests go from now on. Connections that are open there are given up. */
  leadsTo(server: URL, authority: string): void {
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true, ca: Buffer.from(authority, 'base64') });
    this.behind = { server, authority };
  }

  shows(certificate: { cert: string; key: string }): void {
    this.server.setSecureContext(certificate);
  }

  now(manner: Manner): void {
    this.manner = manner;
    // A stalled peer keeps what it has; any other change starts from new connections.
    for (const socket of this.sockets) {
      if (manner === 'stalls') socket.pause();
      else socket.resetAndDestroy();
    }
  }

  async stop(): Promise<void> {
    this.now('refuses');
    this.agent.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    answer.on('error', () => undefined);
    if (this.manner === 'stalls') {
      this.refused += 1;
      return;
    }
    if (this.manner === 'busy') {
      this.refused += 1;
      answer.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' });
      answer.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'TooManyRequests', message: 'too many', code: 429, details: { retryAfterSeconds: 1 } }));
      return;
    }
    const instead = await this.intercept(asked);
    if (instead !== undefined) {
      answer.writeHead(instead, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'not here', code: instead }));
      return;
    }
    const onward = request(new URL(asked.url ?? '/', this.behind.server), { method: asked.method, headers: asked.headers, agent: this.agent }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.on('data', (part: Buffer) => {
        // What has stalled says nothing more, whatever comes from behind.
        if (this.manner !== 'stalls') answer.write(part);
      });
      reply.on('end', () => answer.end());
      reply.on('error', () => answer.destroy());
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  }
}
