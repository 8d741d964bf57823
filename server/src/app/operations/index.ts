export { runOperation } from './run';
