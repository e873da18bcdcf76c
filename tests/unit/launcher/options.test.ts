// Goal: the options of `npm start` are understood, and a wrong one is told in a sentence before anything begins.
// Method: a table of arguments.
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions } from '../../../electron/launcher/options.mjs';

test('without arguments: the demo, in the project, in whatever shell there is', () => {
  expect(readOptions('/project', [])).toEqual({
    shell: 'auto',
    data: resolve(join('/project', '.data')),
    port: '0',
    demo: 'small',
    'no-open': false,
    help: false,
  });
});

test.each([
  [['--shell', 'browser'], { shell: 'browser' }],
  [['--data=laptop'], { data: resolve('laptop') }],
  [['--port', '8710'], { port: '8710' }],
  [['--head-office', 'https://hq.example:8443', '--demo', 'none'], { 'head-office': 'https://hq.example:8443' }],
  [['--no-open', '--help'], { 'no-open': true, help: true }],
])('%j', (args, expected) => expect(readOptions('/project', args)).toMatchObject(expected));

test.each([
  [['--shell', 'firefox'], /--shell must be one of auto, electron, browser/],
  [['--demo', 'huge'], /--demo must be one of/],
  [['--port', '70000'], /--port must be a port/],
  [['--port', '-1'], /port/],
  [['--head-office', 'hq.example'], /--head-office must be an https/],
  [['--head-office', 'file:///etc/passwd'], /--head-office must be an https/],
  [['--nonsense'], /nonsense/],
  [['stray'], /stray/],
])('%j is refused', (args, sentence) => expect(() => readOptions('/project', args)).toThrow(sentence));
