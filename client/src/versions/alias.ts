import type { Host } from '../host';
import type { Targets } from '../target';
import { aliasProblem, selectorOf } from './model';
import { pickVersion } from './picks';

/** `Galley: Set alias`: points a name such as `champion` at a version. */
export async function setAlias(host: Host, targets: Targets, args: readonly unknown[]): Promise<void> {
  const target = await targets.resolve(args, 'to set an alias for');
  if (target === undefined) return;
  const { prompt } = target;
  const version = target.version ?? (await pickVersion(host, prompt, 'The version the alias points at'));
  if (version === undefined) return;
  const alias = await host.vscode.window.showInputBox({
    title: `Set an alias for ${prompt.name} ${version.semver}`,
    prompt: 'A name that can move from version to version, such as champion or stable',
    ignoreFocusOut: true,
    validateInput: (value) => aliasProblem(value.trim()),
  });
  if (alias === undefined) return;
  const input = { alias: alias.trim(), selector: selectorOf(prompt.name, version) };
  const answer = await host.calls.call('alias', input, { folder: prompt.folder });
  if (!answer.ok) return host.messages.fault(`Could not set the alias ${alias}`, answer.fault);
  const { from, to } = answer.value;
  const before = from === undefined ? '' : `, before at ${from.semver}`;
  host.messages.info(`The alias ${answer.value.alias} of ${prompt.name} is at ${to.semver}${before}.`);
}
