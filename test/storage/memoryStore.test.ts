import { describe } from 'vitest';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { itKeepsTheStoreContract } from './storeContract.ts';

describe('the store in memory', () => {
  itKeepsTheStoreContract(
    async () => createMemoryStore(),
    async () => {},
  );
});
