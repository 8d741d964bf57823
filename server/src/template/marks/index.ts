export { analyseBraces } from './braces';
export { analyseFstring } from './fstring';
export { analyseInputMarks, editorValues } from './input-marks';
export { analyseSemanticKernel } from './semantic-kernel';
export { markCursor } from './cursor';
