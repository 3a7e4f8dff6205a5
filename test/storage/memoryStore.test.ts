import { describe } from 'vitest';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { itForgetsInTime } from './retentionContract.ts';
import { itKeepsTheStoreContract } from './storeContract.ts';

describe('the store in memory', () => {
  const open = async () => createMemoryStore();
  const remove = async () => {};
  itKeepsTheStoreContract(open, remove);
  itForgetsInTime(open, remove);
});
