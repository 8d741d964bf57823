export { analyseJinja } from './analyse';
export { isKnownElsewhere, jinjaFilters, jinjaGlobals, jinjaStatements, jinjaTests, loopMembers } from './catalogue';
export { jinjaCursor } from './cursor';
export { blockWords, branchWords, plainWords } from './statement';
export { jinjaTokens, type JinjaToken } from './tokens';
