import { AccessLevel, PrototypeUtil, SingletonProto } from '@eggjs/tegg';
import { StackUtil } from '@eggjs/tegg/helper';
import type { Constructor } from './ClassMarks';

// Frames from here to the decorated class: this function, the decorator, reflect-metadata's two,
// __decorate, the class's file.
const FRAMES_TO_CLASS = 6;

/** Makes a class a public singleton of tegg. Called by a decorator itself: tegg finds the class's file on the stack. */
export function publicSingleton(clazz: Constructor): void {
  SingletonProto({ accessLevel: AccessLevel.PUBLIC })(clazz);
  PrototypeUtil.setFilePath(clazz, StackUtil.getCalleeFromStack(false, FRAMES_TO_CLASS));
}
