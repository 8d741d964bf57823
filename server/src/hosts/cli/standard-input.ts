import process from 'node:process';
import { fail, fault, ok, type Result } from '../../base';

/** More bytes of a file or of standard input are refused. */
export const maxInputBytes = 5_000_000;

/** All of standard input as text; stops to read as soon as it is too much. */
export async function readStandardInput(): Promise<Result<string>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxInputBytes) return fail(tooLarge('Standard input'));
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks).toString('utf8'));
}

/** The fault of something that is not read because of its size. */
export function tooLarge(what: string): ReturnType<typeof fault> {
  return fault('limit', `${what} holds more than ${maxInputBytes / 1_000_000} MB.`);
}
