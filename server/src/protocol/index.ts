export type { Fault, FaultCode } from '../base';
export type { AuditEntry } from './audit-operations';
export * from './comparison-words';
export * from './methods';
export * from './names';
export * from './operations';
export * from './records';
export type { SearchHit } from './search-operation';
