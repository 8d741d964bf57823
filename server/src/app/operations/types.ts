import type { z } from 'zod';
import type { Result } from '../../base';
import type { OperationName, OperationOutput, Operations } from '../../protocol';
import type { Context } from '../session/context';

/** The input of an operation after decoding. */
export type Decoded<Name extends OperationName> = z.output<Operations[Name]['input']>;

/** The function of an operation. */
export type Implementation<Name extends OperationName> = (
  context: Context,
  input: Decoded<Name>,
) => Promise<Result<OperationOutput<Name>>>;

/** The functions of some operations by name. */
export type Implementations<Names extends OperationName> = { readonly [Name in Names]: Implementation<Name> };
