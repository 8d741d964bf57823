export { isWorthKeeping, oncePerList, stretchesOf } from './analysis';
export * from './callable';
export * from './case-types';
export {
  assertionCatalogue,
  assertionKeys,
  caseFileKeys,
  caseKeys,
  parseCases,
  sharedAssertionOptions,
  type AssertionRule,
  type AssertionValueKind,
} from './cases';
export * from './catalogue';
export * from './cursor';
export { isPartialFile, partialNameOf, promptFileNamed, promptFormatOf, promptNameOf, variantOf } from './files';
export { headerCatalogue, jsonSchemaKeys, type HeaderCatalogue, type HeaderKey, type HeaderValueKind } from './header';
export { handlebarsTokens, type HandlebarsToken } from './handlebars';
export { isKnownElsewhere, jinjaStatements, jinjaTokens, loopMembers, type JinjaToken } from './jinja';
export { casesOfPrompt, parsePrompt } from './parse';
export { editorValues } from './marks';
export { roles } from './roles';
export { checkValue, schemaAt, schemaToJsonSchema, type Mismatch } from './schema';
export * from './types';
export {
  itemsOf,
  jsonOf,
  pairsOf,
  readYaml,
  textOf,
  valueOf,
  yamlTokens,
  type YamlLevel,
  type YamlMapping,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
  type YamlToken,
  type YamlTokenKind,
} from './yaml';
