// A mutex that clang's thread-safety analysis understands.
//
// The standard library's carries no annotations, so it is banned outside this file. The `tidy`
// preset turns a member read without its lock into an error.

#pragma once

#include <mutex>

#if defined(__clang__)
#define PROJECTOR_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define PROJECTOR_THREAD_ANNOTATION(x)
#endif

#define PROJECTOR_CAPABILITY(x) PROJECTOR_THREAD_ANNOTATION(capability(x))
#define PROJECTOR_SCOPED_CAPABILITY PROJECTOR_THREAD_ANNOTATION(scoped_lockable)
#define PROJECTOR_GUARDED_BY(x) PROJECTOR_THREAD_ANNOTATION(guarded_by(x))
#define PROJECTOR_REQUIRES(...) PROJECTOR_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define PROJECTOR_ACQUIRE(...) PROJECTOR_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define PROJECTOR_RELEASE(...) PROJECTOR_THREAD_ANNOTATION(release_capability(__VA_ARGS__))

namespace projector {

// Meets the standard's BasicLockable, so a std::condition_variable_any can wait on it.
class PROJECTOR_CAPABILITY("mutex") Mutex {
 public:
  void lock() PROJECTOR_ACQUIRE() { mutex_.lock(); }
  void unlock() PROJECTOR_RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class PROJECTOR_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) PROJECTOR_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() PROJECTOR_RELEASE() { mutex_.unlock(); }

  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace projector
