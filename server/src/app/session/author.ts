import { execFile } from 'node:child_process';
import os from 'node:os';
import { fail, fault, ok, type Result } from '../../base';
import type { Author } from '../../domain';

/** How long git may take to answer, in milliseconds. */
const gitPatience = 5000;

/**
 * Who acts: `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, else what git is configured to in the folder, else the account of
 * this machine without a mail address. A fault that says what to set when there is no name at all.
 */
export async function findAuthor(
  root: string,
  environment: { readonly [name: string]: string | undefined },
): Promise<Result<Author>> {
  const given = clean(environment['GIT_AUTHOR_NAME']);
  const mail = clean(environment['GIT_AUTHOR_EMAIL']);
  const configured = given !== undefined && mail !== undefined ? {} : await gitIdentity(root, environment);
  const name = given ?? configured.name ?? accountName();
  const email = mail ?? configured.email;
  if (name !== undefined) return ok(email === undefined ? { name } : { name, email });
  return fail(
    fault('invalid-config', 'Nobody is named as the author.', {
      help: identityHelp,
    }),
  );
}

/** How people say who they are. */
export const identityHelp =
  'Set it with git config user.name "Your Name" and git config user.email you@example.com, or in GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL.';

/** The name of the account that runs this; some containers have none. */
function accountName(): string | undefined {
  try {
    return clean(os.userInfo().username);
  } catch {
    return undefined;
  }
}

function clean(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed.slice(0, 200);
}

/** One call of git for both values; nothing when there is no git, no answer in time or no identity. */
function gitIdentity(
  root: string,
  environment: { readonly [name: string]: string | undefined },
): Promise<{ readonly name?: string; readonly email?: string }> {
  const query = ['config', '--null', '--get-regexp', '^user\\.(name|email)$'];
  const options = { cwd: root, timeout: gitPatience, windowsHide: true, env: { ...environment } };
  return new Promise((resolve) => {
    execFile('git', query, options, (error, stdout) => {
      const found: { name?: string; email?: string } = {};
      if (error === null) {
        for (const entry of stdout.split('\0')) {
          const [key, ...value] = entry.split('\n');
          const text = clean(value.join('\n'));
          if (text === undefined) continue;
          if (key === 'user.name') found.name = text;
          if (key === 'user.email') found.email = text;
        }
      }
      resolve(found);
    });
  });
}
