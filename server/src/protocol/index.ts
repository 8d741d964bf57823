export type { Fault, FaultCode } from '../base';
export * from './methods';
export * from './names';
export * from './operations';
export * from './records';
