// A server of one's own: the release binary on a free port, with a database in a temporary folder.

import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare, run } from './accounts.mjs';

export const binary =
  process.env.CHAT_CONTACTS_BIN ?? fileURLToPath(new URL('../../target/release/chat-contacts', import.meta.url));

const FILE = 'contacts.db';
/** How long a server may take to say that it is there. */
const READY_WITHIN_MS = 20_000;
/** How often one is started that ends before that: somebody else may have its port for a moment. */
const ATTEMPTS = 10;

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

export class Server {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  #folder = '';
  #port = 0;
  /** What it has in its environment beside what the tests have. @type {Record<string, string>} */
  #environment = {};
  /** What it wrote, for the report of a failed test. */
  log = '';
  /** The value of each role's session cookie; empty where nobody has an account. @type {import('./accounts.mjs').Sessions} */
  sessions = { viewer: '', editor: '', admin: '' };

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Where the first account is made, as the server says once it is ready; empty where there is one or it didn't yet. */
  get setupLink() {
    return /http\S+\/setup\?token=\S+/.exec(this.log)?.[0] ?? '';
  }

  get database() {
    return `sqlite://${join(this.#folder, FILE)}`;
  }

  /**
   * A new one, with an account of each role unless it is to be set up by hand, and with so many believable contacts.
   * @param {{ seed?: number, accounts?: boolean, environment?: Record<string, string> }} [how]
   */
  static async start({ seed = 0, accounts = true, environment = {} } = {}) {
    const server = new Server();
    server.#environment = environment;
    server.#folder = await mkdtemp(join(tmpdir(), 'chat-contacts-e2e-'));
    if (accounts) {
      const { database, sessions } = await prepare(binary, Server.#serve);
      await copyFile(database, join(server.#folder, FILE));
      server.sessions = sessions;
    }
    if (seed > 0) {
      await run(binary, ['seed', '--count', String(seed), '--database', server.database]);
    }
    await server.#begin();
    return server;
  }

  /** One on a database that is there already. @param {string} database */
  static async #serve(database) {
    const server = new Server();
    server.#folder = dirname(database);
    await server.#begin();
    return server;
  }

  async #begin() {
    await this.#launch(async () => {
      this.#port = await freePort();
    });
  }

  /** Starts it again, at the same address and on the same database. */
  async resume() {
    await this.#launch();
  }

  /** Starts it, several times where it must be. @param {() => Promise<void>} [beforehand] before each attempt */
  async #launch(beforehand = async () => {}) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      await beforehand();
      if (await this.#ready()) return;
    }
    throw new Error(`the server did not start:\n${this.log}`);
  }

  /** Starts it once. Answers whether it said that it is there; it ended where it didn't. @returns {Promise<boolean>} */
  #ready() {
    const child = spawn(
      binary,
      ['serve', '--listen', `127.0.0.1:${this.#port}`, '--database', this.database],
      { cwd: this.#folder, env: { ...process.env, ...this.#environment }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#process = child;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`no ready line within ${READY_WITHIN_MS} ms:\n${this.log}`));
      }, READY_WITHIN_MS);
      const done = (/** @type {boolean} */ ready) => {
        clearTimeout(late);
        resolve(ready);
      };
      let said = '';
      child.stdout.on('data', (chunk) => {
        this.log += chunk;
        said += chunk;
        if (/^Chat Contacts is at http:\/\/\S+/m.test(said)) done(true);
      });
      child.stderr.on('data', (chunk) => {
        this.log += chunk;
      });
      child.once('error', (why) => {
        clearTimeout(late);
        reject(new Error(`the server can't be started: ${why}`));
      });
      child.once('exit', () => done(false));
    });
  }

  /** Stops it as an administrator would, and waits until it is gone. */
  async stop() {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    // Open connections of a browser may keep a graceful end waiting.
    const patience = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await gone;
    clearTimeout(patience);
  }

  /** Takes it down as a power cut would. */
  async crash() {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async remove() {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
