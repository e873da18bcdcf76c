// Goal: the wire cannot change unannounced. Method: the shape of every procedure as JSON Schema, hashed, against the
// fixture of the present version; after a change raise CONTRACT_VERSION, say why in its history, and run
// `UPDATE_CONTRACT=1 npx vitest run tests/unit/contract`.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contract } from '../../../db/contract/index.ts';
import type { Procedure } from '../../../db/contract/procedure.ts';
import { CONTRACT_VERSION } from '../../../db/contract/version.ts';

const shapeOf = ({ kind, input, output }: Procedure) => {
  const schema = (type: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return createHash('sha256')
    .update(JSON.stringify([kind, schema(input, 'input'), schema(output, 'output')]))
    .digest('hex');
};
const shapes = Object.fromEntries(
  Object.entries(contract).flatMap(([feature, procedures]) =>
    Object.entries(procedures).map(([name, procedure]) => [`${feature}.${name}`, shapeOf(procedure)]),
  ),
);
const fixture = `tests/fixtures/contract-${CONTRACT_VERSION}.json`;
if (process.env.UPDATE_CONTRACT !== undefined && !existsSync(fixture)) {
  writeFileSync(fixture, `${JSON.stringify(shapes, null, 2)}\n`);
}

test('the shape of the contract is that of its version', () => {
  expect(shapes).toEqual(JSON.parse(readFileSync(fixture, 'utf8')));
});
