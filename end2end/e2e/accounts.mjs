// A database with an account of each role, each signed in already: made once, copied for every server, because hashing
// passwords is slow on purpose.

import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {'viewer' | 'editor' | 'admin'} Role */
/** @typedef {Record<Role, string>} Sessions The value of each role's session cookie. */

/** @type {Role[]} */
export const ROLES = ['viewer', 'editor', 'admin'];
export const COOKIE = 'cc_session';
export const PASSWORD = 'correct horse battery staple';

/** @param {Role} role */
export const emailOf = (role) => `${role}@example.com`;

/**
 * Runs the program with a text at its standard input; answers what it wrote.
 * @param {string} binary @param {string[]} words @param {string} [input] @returns {Promise<string>}
 */
export function run(binary, words, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    let complained = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (complained += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`${words.join(' ')}: exit code ${code}\n${complained}`)),
    );
    child.stdin.end(input);
  });
}

/**
 * Signs somebody in as the form does, and answers the session cookie's value.
 * @param {string} url @param {string} email @param {string} [password] @returns {Promise<string>}
 */
export async function signIn(url, email, password = PASSWORD) {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ email, password }),
    redirect: 'manual',
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  const value = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  if (value === undefined || value === '') throw new Error(`${email} was not let in: ${answer.status}`);
  return value;
}

/** @type {Promise<{ database: string, sessions: Sessions }> | undefined} */
let prepared;

/**
 * The database to copy, and the sessions in it.
 * @param {string} binary
 * @param {(database: string) => Promise<{ url: string, stop(): Promise<void> }>} serve
 */
export function prepare(binary, serve) {
  prepared ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chat-contacts-accounts-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const database = join(folder, 'contacts.db');
    for (const role of ROLES) {
      await run(binary, ['user', 'add', emailOf(role), '--role', role, '--database', database], `${PASSWORD}\n`);
    }
    const server = await serve(database);
    const [viewer = '', editor = '', admin = ''] = await Promise.all(
      ROLES.map((role) => signIn(server.url, emailOf(role))),
    );
    await server.stop();
    return { database, sessions: { viewer, editor, admin } };
  })();
  return prepared;
}
