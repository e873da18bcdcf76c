// Goal: the builder understands its configuration, which loosens nothing and publishes nothing, and the icons are what
// the systems expect. Method: the builder's own schema; the headers of the committed files, read as the systems read
// them.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { beforeAll, expect, test } from 'vitest';
import { toIcns, toIco } from '../../../electron/packaging/icon-files.ts';

type Config = Awaited<ReturnType<typeof getConfig>>;
let config: Config;
beforeAll(async () => {
  config = await getConfig(resolve('.'), 'electron-builder.yml', null);
});
const validate = (candidate: Config) => validateConfiguration(candidate, new DebugLogger(false));

test('the configuration is valid by the builder’s own schema, which knows a mistake when it sees one', async () => {
  await validate(config);
  await expect(validate({ ...config, fuses: {} } as Config)).rejects.toThrow(/unknown property 'fuses'/);
  await expect(validate({ ...config, asar: 'yes' } as unknown as Config)).rejects.toThrow(/configuration\.asar/);
});

test('every fuse that matters is set to the safe side', () => {
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('it makes what was promised for each system, and publishes nothing', () => {
  const targets = ({ target }: { readonly target?: unknown } = {}) =>
    [target].flat().map((each) => (each as { target: string }).target);
  expect(targets(config.win ?? {})).toEqual(['nsis']);
  expect(targets(config.mac ?? {})).toEqual(['dmg']);
  expect(targets(config.linux ?? {})).toEqual(['AppImage', 'deb']);
  expect(config.publish).toBeNull();
  expect(config.mac).toMatchObject({ hardenedRuntime: true });
  expect(readFileSync(config.mac?.entitlements ?? '', 'utf8').match(/com\.apple\.security[\w.-]+/g)).toEqual([
    'com.apple.security.cs.allow-jit',
  ]);
  expect(config.nsis).toMatchObject({ deleteAppDataOnUninstall: false });
  expect(config.appImage).toEqual({ executableArgs: [] });
});

test('no secret stands in the configuration', () => {
  const text = readFileSync('electron-builder.yml', 'utf8').replaceAll(/#.*/g, '');
  expect(text).not.toMatch(/password|token|cscLink|certificate|identity|secret/i);
});

test('Windows is told the same name by the program and by its installer', () => {
  const [, inProgram] = /const APP_ID = '([^']+)'/.exec(readFileSync('electron/main/index.ts', 'utf8')) ?? [];
  expect(inProgram).toBe(config.appId);
});

test('no system takes in more than the common list: each begins with a file, not with an exclusion', () => {
  for (const system of [config.win, config.mac, config.linux]) {
    const [first, ...exclusions] = [system?.files ?? []]
      .flat()
      .flatMap((item) => (typeof item === 'string' ? item : [item.filter ?? []].flat()));
    expect(first).toBe('package.json');
    expect(exclusions.length).toBe(2);
    for (const pattern of exclusions) expect(pattern).toMatch(/^!node_modules\//);
  }
});

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const ICONS = resolve('resources/icons');
/** Width of a PNG; it must be square and whole. */
function widthOf(png: Buffer): number {
  expect(png.subarray(0, 8)).toEqual(PNG);
  expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20));
  expect(png.subarray(-8, -4).toString('latin1')).toBe('IEND');
  return png.readUInt32BE(16);
}

function readIco(ico: Buffer): readonly number[] {
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const offset = ico.readUInt32LE(entry + 12);
    const width = widthOf(ico.subarray(offset, offset + ico.readUInt32LE(entry + 8)));
    expect(ico.readUInt8(entry) || 256).toBe(width);
    return width;
  });
}

function readIcns(icns: Buffer): ReadonlyMap<string, number> {
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const parts = new Map<string, number>();
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    parts.set(icns.toString('latin1', at, at + 4), widthOf(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))));
  }
  return parts;
}

test('the icons are whole, in the sizes that the systems ask for', () => {
  expect(readIco(readFileSync(join(ICONS, 'icon.ico')))).toEqual([16, 24, 32, 48, 64, 128, 256]);
  expect([...readIcns(readFileSync(join(ICONS, 'icon.icns')))]).toEqual([
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic08', 256],
    ['ic13', 256],
    ['ic09', 512],
    ['ic14', 512],
    ['ic10', 1024],
  ]);
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    expect(widthOf(readFileSync(join(ICONS, 'linux', `${size}x${size}.png`)))).toBe(size);
  }
  expect(widthOf(readFileSync(join(ICONS, 'icon.png')))).toBe(512);
});

test('the files of icons hold their pictures unchanged, and no size that they cannot name', () => {
  const picture = (size: number) => ({ size, png: readFileSync(join(ICONS, 'linux', `${size}x${size}.png`)) });
  expect(readIco(toIco([picture(16), picture(256)]))).toEqual([16, 256]);
  expect([...readIcns(toIcns([picture(24), picture(32)]))]).toEqual([['ic11', 32]]);
});
