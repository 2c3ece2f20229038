/// A disk that fails on command: preloaded into a program (LD_PRELOAD), it lets one call of the operating system's file functions
/// fail, or kills the program just before it.
///
///   DISK_FAULTS_UNDER   folders, separated by ':'; calls on files under them are counted, from 1
///   DISK_FAULTS_AT      the call that is to fail
///   DISK_FAULTS_KIND    eio      it fails with EIO
///                       dead     it and all that follow fail with EIO: the disk is gone
///                       enospc   it fails with ENOSPC, if it is one that can
///                       short    a write or read does half of it; another call is done as it is
///                       kill     SIGKILL instead of the call
///                       count    nothing fails
///   DISK_FAULTS_LOG     a file that gets a line per counted call: its number and name
///
/// Nothing of this is compiled into truce: the program under test is the one that people run.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

enum class Kind { none, eio, dead, enospc, short_, kill, count };
enum class Call { open, read, write, sync, truncate, rename, remove, folder, lock, stat, map };
enum class Outcome { as_it_is, half, fails };

Kind kind_from(const char* text) {
    const std::string_view name = text == nullptr ? "" : text;
    if (name == "eio") return Kind::eio;
    if (name == "dead") return Kind::dead;
    if (name == "enospc") return Kind::enospc;
    if (name == "short") return Kind::short_;
    if (name == "kill") return Kind::kill;
    return name == "count" ? Kind::count : Kind::none;
}

bool needs_space(Call call, bool creates) {
    return call == Call::write || call == Call::truncate || call == Call::sync || call == Call::folder || call == Call::rename || creates;
}

class Faults {
public:
    static Faults& get() {
        static Faults faults;
        return faults;
    }

    [[nodiscard]] bool concerns(const char* path) const {
        if (kind_ == Kind::none || path == nullptr) return false;
        std::array<char, PATH_MAX> absolute{};
        std::string_view full = path;
        std::string joined;
        if (*path != '/') {
            if (::syscall(SYS_getcwd, absolute.data(), absolute.size()) < 0) return false;
            joined = std::string(absolute.data()) + "/" + path;
            full = joined;
        }
        std::string_view left = under_;
        while (!left.empty()) {
            const std::string_view one = left.substr(0, left.find(':'));
            left.remove_prefix(std::min(one.size() + 1, left.size()));
            if (full.substr(0, one.size()) == one) return true;
        }
        return false;
    }
    [[nodiscard]] bool concerns(int descriptor) const {
        return kind_ != Kind::none && descriptor >= 0 && descriptor < descriptors_max && ours_[static_cast<std::size_t>(descriptor)];
    }
    void opened(int descriptor, bool ours) {
        if (descriptor >= 0 && descriptor < descriptors_max) ours_[static_cast<std::size_t>(descriptor)] = ours;
    }

    Outcome next(Call call, const char* name, bool creates = false) {
        const long n = ++calls_;
        note(n, name);
        if (n < at_ || kind_ == Kind::count) return Outcome::as_it_is;
        if (kind_ == Kind::dead) return fail(EIO);
        if (n > at_) return Outcome::as_it_is;
        if (kind_ == Kind::kill) ::syscall(SYS_kill, ::syscall(SYS_getpid), SIGKILL);
        if (kind_ == Kind::eio) return fail(EIO);
        if (kind_ == Kind::enospc && needs_space(call, creates)) return fail(ENOSPC);
        return kind_ == Kind::short_ && (call == Call::write || call == Call::read) ? Outcome::half : Outcome::as_it_is;
    }

private:
    static constexpr int descriptors_max = 4096;

    Faults() : kind_(kind_from(std::getenv("DISK_FAULTS_KIND"))) {
        if (const char* under = std::getenv("DISK_FAULTS_UNDER")) under_ = under;
        if (const char* at = std::getenv("DISK_FAULTS_AT")) at_ = std::strtol(at, nullptr, 10);
        if (const char* log = std::getenv("DISK_FAULTS_LOG"))
            log_ = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    }

    static Outcome fail(int error) {
        errno = error;
        return Outcome::fails;
    }
    void note(long n, const char* name) const {
        if (log_ < 0) return;
        const std::string line = std::to_string(n) + " " + name + "\n";
        ::syscall(SYS_write, log_, line.data(), line.size());
    }

    Kind kind_ = Kind::none;
    std::string under_;
    long at_ = 0;
    int log_ = -1;
    std::atomic<long> calls_ = 0;
    std::array<bool, descriptors_max> ours_{};
};

template <typename Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

/// A call on a descriptor: as it is, or -1.
template <typename Function, typename... Arguments>
auto on_descriptor(Call call, const char* name, int descriptor, Arguments... arguments) {
    static auto* const function = real<Function>(name);
    using Answer = decltype(function(descriptor, arguments...));
    if (Faults::get().concerns(descriptor) && Faults::get().next(call, name) == Outcome::fails) return static_cast<Answer>(-1);
    return function(descriptor, arguments...);
}

/// A call that moves bytes: as it is, half of it, or -1.
template <typename Function, typename Buffer, typename... Arguments>
ssize_t moving(Call call, const char* name, int descriptor, Buffer buffer, std::size_t size, Arguments... arguments) {
    static auto* const function = real<Function>(name);
    if (Faults::get().concerns(descriptor)) {
        const Outcome outcome = Faults::get().next(call, name);
        if (outcome == Outcome::fails) return -1;
        if (outcome == Outcome::half && size > 1) size /= 2;
    }
    return function(descriptor, buffer, size, arguments...);
}

template <typename Function, typename... Arguments>
int on_path(Call call, const char* name, const char* path, Arguments... arguments) {
    static auto* const function = real<Function>(name);
    if (Faults::get().concerns(path) && Faults::get().next(call, name) == Outcome::fails) return -1;
    return function(path, arguments...);
}

int open_at(int folder, const char* path, int flags, mode_t mode) {
    const bool ours = Faults::get().concerns(path) || (path != nullptr && *path != '/' && Faults::get().concerns(folder));
    if (ours && Faults::get().next(Call::open, "open", (flags & O_CREAT) != 0) == Outcome::fails) return -1;
    const int descriptor = static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
    Faults::get().opened(descriptor, ours);
    return descriptor;
}

mode_t mode_in(int flags, std::va_list arguments) { return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0; }

}  // namespace

// The functions of the C library under their own names; the linker finds these first.
// NOLINTBEGIN
extern "C" {

int open(const char* path, int flags, ...) {
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_in(flags, arguments);
    va_end(arguments);
    return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_in(flags, arguments);
    va_end(arguments);
    return open_at(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char* path, int flags, ...) {
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_in(flags, arguments);
    va_end(arguments);
    return open_at(folder, path, flags, mode);
}
int close(int descriptor) {
    Faults::get().opened(descriptor, false);
    return static_cast<int>(::syscall(SYS_close, descriptor));
}
ssize_t read(int d, void* b, std::size_t n) { return moving<ssize_t(int, void*, std::size_t)>(Call::read, "read", d, b, n); }
ssize_t pread(int d, void* b, std::size_t n, off_t at) {
    return moving<ssize_t(int, void*, std::size_t, off_t)>(Call::read, "pread", d, b, n, at);
}
ssize_t pread64(int d, void* b, std::size_t n, off64_t at) {
    return moving<ssize_t(int, void*, std::size_t, off64_t)>(Call::read, "pread64", d, b, n, at);
}
ssize_t write(int d, const void* b, std::size_t n) { return moving<ssize_t(int, const void*, std::size_t)>(Call::write, "write", d, b, n); }
ssize_t pwrite(int d, const void* b, std::size_t n, off_t at) {
    return moving<ssize_t(int, const void*, std::size_t, off_t)>(Call::write, "pwrite", d, b, n, at);
}
ssize_t pwrite64(int d, const void* b, std::size_t n, off64_t at) {
    return moving<ssize_t(int, const void*, std::size_t, off64_t)>(Call::write, "pwrite64", d, b, n, at);
}
ssize_t writev(int d, const iovec* parts, int n) {
    return on_descriptor<ssize_t(int, const iovec*, int)>(Call::write, "writev", d, parts, n);
}
int fsync(int d) { return on_descriptor<int(int)>(Call::sync, "fsync", d); }
int fdatasync(int d) { return on_descriptor<int(int)>(Call::sync, "fdatasync", d); }
int ftruncate(int d, off_t n) { return on_descriptor<int(int, off_t)>(Call::truncate, "ftruncate", d, n); }
int ftruncate64(int d, off64_t n) { return on_descriptor<int(int, off64_t)>(Call::truncate, "ftruncate64", d, n); }
int flock(int d, int operation) { return on_descriptor<int(int, int)>(Call::lock, "flock", d, operation); }
int fchmod(int d, mode_t mode) { return on_descriptor<int(int, mode_t)>(Call::stat, "fchmod", d, mode); }
int fstat(int d, struct stat* status) { return on_descriptor<int(int, struct stat*)>(Call::stat, "fstat", d, status); }
int fstat64(int d, struct stat64* status) { return on_descriptor<int(int, struct stat64*)>(Call::stat, "fstat64", d, status); }
int stat(const char* p, struct stat* status) { return on_path<int(const char*, struct stat*)>(Call::stat, "stat", p, status); }
int stat64(const char* p, struct stat64* status) { return on_path<int(const char*, struct stat64*)>(Call::stat, "stat64", p, status); }
int lstat(const char* p, struct stat* status) { return on_path<int(const char*, struct stat*)>(Call::stat, "lstat", p, status); }
int fchown(int d, uid_t user, gid_t group) { return on_descriptor<int(int, uid_t, gid_t)>(Call::stat, "fchown", d, user, group); }
int access(const char* p, int mode) { return on_path<int(const char*, int)>(Call::stat, "access", p, mode); }
int rename(const char* from, const char* to) { return on_path<int(const char*, const char*)>(Call::rename, "rename", from, to); }
int unlink(const char* p) { return on_path<int(const char*)>(Call::remove, "unlink", p); }
int remove(const char* p) { return on_path<int(const char*)>(Call::remove, "remove", p); }
int mkdir(const char* p, mode_t mode) { return on_path<int(const char*, mode_t)>(Call::folder, "mkdir", p, mode); }
int fcntl64(int d, int command, ...) {
    static auto* const function = real<int(int, int, void*)>("fcntl64");
    std::va_list arguments;
    va_start(arguments, command);
    void* argument = va_arg(arguments, void*);
    va_end(arguments);
    const bool locks = command == F_SETLK || command == F_SETLKW || command == F_GETLK;
    if (locks && Faults::get().concerns(d) && Faults::get().next(Call::lock, "fcntl") == Outcome::fails) return -1;
    return function(d, command, argument);
}
void* mmap64(void* at, std::size_t size, int protection, int flags, int d, off64_t offset) {
    static auto* const function = real<void*(void*, std::size_t, int, int, int, off64_t)>("mmap64");
    if (Faults::get().concerns(d) && Faults::get().next(Call::map, "mmap") == Outcome::fails) return MAP_FAILED;
    return function(at, size, protection, flags, d, offset);
}

}  // extern "C"
// NOLINTEND
