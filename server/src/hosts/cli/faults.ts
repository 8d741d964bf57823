import type { Fault, FaultCode } from '../../base';
import type { Style } from './output/style';

/** What a process of `galley` says with its exit code. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, provider: 3, interrupted: 130 } as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The one table from the reason of a failure to the exit code. */
export const exitCodeOfFault: Readonly<Record<FaultCode, ExitCode>> = {
  'invalid-input': exitCodes.usage,
  'invalid-config': exitCodes.usage,
  'not-found': exitCodes.usage,
  ambiguous: exitCodes.usage,
  conflict: exitCodes.failed,
  unchanged: exitCodes.failed,
  refused: exitCodes.failed,
  'read-only': exitCodes.failed,
  damaged: exitCodes.failed,
  render: exitCodes.failed,
  io: exitCodes.failed,
  limit: exitCodes.failed,
  untrusted: exitCodes.failed,
  provider: exitCodes.provider,
  timeout: exitCodes.failed,
  cancelled: exitCodes.interrupted,
};

/** The form of a failure for programs: `{error: {code, message, file?, line?, key?, help?, details?}}`. */
export function faultJson(fault: Fault): { readonly error: Fault } {
  const { code, message, file, line, key, help, details } = fault;
  return {
    error: {
      code,
      message,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(key === undefined ? {} : { key }),
      ...(help === undefined ? {} : { help }),
      ...(details === undefined ? {} : { details }),
    },
  };
}

/** The form of a failure for people: what and why, where, and what to do next. Ends with a line break. */
export function faultText(fault: Fault, style: Style): string {
  const { file, line, key, help } = fault;
  const place = line === undefined ? file : `${file}:${line + 1}`;
  const lines = [
    `${style.red(style.bold('error:'))} ${fault.message}`,
    ...(file === undefined ? [] : [`  at    ${place}${key === undefined ? '' : ` (${key})`}`]),
    ...(help === undefined ? [] : [`  next  ${help}`]),
  ];
  return `${lines.join('\n')}\n`;
}
