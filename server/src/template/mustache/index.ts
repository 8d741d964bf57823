export { analyseMustache } from './analyse';
export { mustacheCursor } from './cursor';
