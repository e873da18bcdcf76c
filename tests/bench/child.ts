import { fork } from 'node:child_process';
import type { z } from 'zod';

/**
 * Runs a program of this folder in a process of its own and gives its one message. Every run starts from nothing: no
 * warm code, no memory of the run before.
 */
export function runChild<T>(program: string, input: unknown, answer: z.ZodType<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [JSON.stringify(input)]);
    let message: unknown;
    child.once('message', (value) => {
      message = value;
    });
    child.once('error', reject);
    child.once('exit', (status) => {
      if (status !== 0) return reject(new Error(`${program} ended with status ${status}`));
      const parsed = answer.safeParse(message);
      if (parsed.success) resolve(parsed.data);
      else reject(parsed.error);
    });
  });
}
