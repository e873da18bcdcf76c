/** The options of `npm start`. Imports nothing but Node's own modules. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `npm start -- [options]

  --shell auto|electron|browser   which shell opens the workstation (auto)
  --data <folder>                 where this laptop's files lie (.data)
  --port <port>                   port of the browser shell on 127.0.0.1 (any free one)
  --demo small|full|none          demo head office, founded at the first start (small)
  --head-office <url>             an existing head office in its place
  --no-open                       print the address, open no window
  --help                          this text
`;

/** Reads the arguments. Throws an Error with a sentence for the user. */
export function readOptions(root, args) {
  const { values } = parseArgs({
    args,
    options: {
      shell: { type: 'string', default: 'auto' },
      data: { type: 'string', default: join(root, '.data') },
      port: { type: 'string', default: '0' },
      demo: { type: 'string', default: 'small' },
      'head-office': { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const oneOf = (name, choices) => {
    if (!choices.includes(values[name])) throw new Error(`--${name} must be one of ${choices.join(', ')}`);
  };
  oneOf('shell', ['auto', 'electron', 'browser']);
  oneOf('demo', ['small', 'full', 'none']);
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) throw new Error('--port must be a port');
  const address = values['head-office'];
  if (address !== undefined && !(URL.canParse(address) && /^https?:$/.test(new URL(address).protocol))) {
    throw new Error('--head-office must be an https:// address');
  }
  return { ...values, data: resolve(values.data) };
}
