/**
 * Electron's binary. Its package downloads it at the first use, not at the install, and waits for ever where the server
 * cannot be reached: so it is asked first whether it can. Imports nothing but Node's own modules.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectNode } from './dependencies.mjs';

const SERVER = 'https://github.com/electron/electron/releases/download/';
const ANSWER_MS = 4_000;
const DOWNLOAD_MS = 15 * 60_000;
/** For so long a server that could not be reached is not asked again. */
const FORGET_MS = 24 * 3_600_000;
const NAMES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/** Path of the binary that belongs to the installed package, or null. */
export function installedElectron(root, env = process.env) {
  const home = env.ELECTRON_OVERRIDE_DIST_PATH || join(root, 'node_modules', 'electron', 'dist');
  const file = join(home, NAMES[process.platform] ?? 'electron');
  return existsSync(file) ? file : null;
}

/** Any answer counts, a refusal too: the question is whether somebody is there. */
async function answers(address) {
  try {
    await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
    return true;
  } catch {
    return false;
  }
}

/** What was noted of that server within the last day, or null. */
function readNote(file, server) {
  if (!existsSync(file) || Date.now() - statSync(file).mtimeMs >= FORGET_MS) return null;
  const [notedServer, missing] = readFileSync(file, 'utf8').split('\n');
  return notedServer === server && missing ? missing : null;
}

function writeNote(file, server, missing) {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${server}\n${missing}`);
  } catch {
    // Where nothing can be noted it is asked each time.
  }
}

/**
 * The binary, downloaded where it is missing and can be had: `{ binary }`, or `{ missing }` with the reason. Where the
 * server was not reached today it is not asked again, unless `insist` is set.
 */
export async function obtainElectron(root, { say, insist = false, env = process.env }) {
  const installed = installedElectron(root, env);
  if (installed !== null) return { binary: installed };
  const server = env.npm_config_electron_mirror || env.ELECTRON_MIRROR || SERVER;
  const note = join(root, 'out', '.electron-not-reached');
  const noted = insist ? null : readNote(note, server);
  if (noted !== null) return { missing: noted };
  const fail = (missing) => {
    writeNote(note, server, missing);
    return { missing };
  };
  // The host alone: a mirror's address may hold a password.
  const host = URL.canParse(server) ? new URL(server).host : 'its mirror';
  if (!(await answers(server))) return fail(`Electron's binary is not installed, and ${host} not reached`);
  say("downloading Electron's binary");
  const { status } = spawnSync(projectNode(root), [join(root, 'node_modules', 'electron', 'install.js')], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: DOWNLOAD_MS,
    killSignal: 'SIGKILL',
  });
  const binary = status === 0 ? installedElectron(root, env) : null;
  if (binary === null) return fail("Electron's binary could not be downloaded");
  rmSync(note, { force: true });
  return { binary };
}
