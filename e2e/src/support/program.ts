import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { program } from './places';
import { until } from './until';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

interface Options {
  env?: Record<string, string | undefined>;
  input?: string;
  cwd?: string;
  /** Its input stays open, for `tell`. */
  listens?: boolean;
}

/** One run of a program, with all that it said. */
export class Program {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private over: Ended | undefined;

  constructor(
    readonly command: string,
    readonly args: readonly string[],
    { env = {}, input, cwd, listens = false }: Options = {},
  ) {
    this.child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'], ...(cwd ? { cwd } : {}) });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    // A program that ended before it read its input is judged by how it ended.
    this.child.stdin.on('error', () => undefined);
    if (!listens) this.child.stdin.end(input ?? '');
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => resolve((this.over = { code, signal })));
    });
    this.ended.catch(() => undefined);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** What it said, for messages of tests that fail. */
  get said(): string {
    return `${this.command} ${this.args.join(' ')}\n${this.stdout}${this.stderr}`;
  }

  /** The first match on its output. Fails when it ends without having said so. */
  async says(words: RegExp, timeout = 30_000): Promise<RegExpExecArray> {
    const found = await until(`"${words.source}" in what it says`, () => words.exec(this.stdout) ?? this.over, { timeout, interval: 20 });
    if ('code' in found) throw new Error(`it ended with ${found.code ?? found.signal ?? 'nothing'}\n${this.said}`);
    return found;
  }

  /** A line for its input, while that is open. */
  tell(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to end, and waits until it has. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', timeout = 20_000): Promise<Ended> {
    if (!this.over) this.child.kill(signal);
    const late = setTimeout(() => this.child.kill('SIGKILL'), timeout);
    const ended = await this.ended;
    clearTimeout(late);
    return ended;
  }
}

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options: Options & { timeout?: number } = {}): Promise<Result> {
  const started = new Program(command, args, options);
  const late = setTimeout(() => started.kill('SIGKILL'), options.timeout ?? 60_000);
  const { code } = await started.ended;
  clearTimeout(late);
  return { code, stdout: started.stdout, stderr: started.stderr };
}

export function nexa(args: readonly string[], options: Options & { timeout?: number } = {}): Promise<Result> {
  return run(program, args, options);
}
