import type { OpenAICompatibleChatLanguageModel } from '@ai-sdk/openai-compatible';

/** The SDK's model, as far as it is used: below `generateText`, which takes as much time again. */
export type ChatModel = Pick<OpenAICompatibleChatLanguageModel, 'doGenerate' | 'doStream'>;

/** What the SDK's model is called with. */
export type ChatCall = Parameters<ChatModel['doGenerate']>[0];
