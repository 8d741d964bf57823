import type { Finding } from './finding';
import type { TypeProblem } from './type-problems';

/** A problem of a type as a finding; `hint` is said where nothing similar is meant. */
export function typeFinding(
  { code, range, message, meant, name }: TypeProblem,
  hint: string,
  related: Pick<Finding, 'related'>,
  outside = false,
): Finding {
  const data = {
    ...(name === undefined ? {} : { name }),
    ...(meant === undefined ? {} : { replace: meant }),
    ...(outside ? { outside } : {}),
  };
  return {
    code,
    range,
    message: `${message}${meant === undefined ? hint : ` Did you mean ${meant}?`}`,
    ...related,
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}
