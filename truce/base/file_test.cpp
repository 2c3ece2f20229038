#include "truce/base/file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <thread>
#include <vector>

namespace truce {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, open to all users.
class Folder : public ::testing::Test {
protected:
    Folder() {
        std::string name = (fs::temp_directory_path() / "truce_file_test.XXXXXX").string();
        TRUCE_ASSERT(::mkdtemp(name.data()) != nullptr);
        path_ = name;
        fs::permissions(path_, fs::perms::all);
    }
    ~Folder() override { fs::remove_all(path_); }

    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> out;
        for (const auto& entry : fs::directory_iterator(path_)) out.push_back(entry.path().filename().string());
        std::sort(out.begin(), out.end());
        return out;
    }

    Path path_;
};

using File = Folder;
using Lock = Folder;

/// Another process that runs `work` and ends with the number it gives; nothing of the test survives in it.
class Process {
public:
    explicit Process(const std::function<int()>& work) : id_(::fork()) {
        if (id_ == 0) ::_exit(work());
    }
    ~Process() {
        if (id_ > 0) kill();
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    int exit_code() {
        int status = 0;
        ::waitpid(std::exchange(id_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    void kill() {
        ::kill(id_, SIGKILL);
        ::waitpid(std::exchange(id_, -1), nullptr, 0);
    }

private:
    pid_t id_;
};

/// The permissions of files do not hold for root: leave it.
void become_nobody() {
    if (::geteuid() == 0) TRUCE_ASSERT(::setgid(65534) == 0 && ::setuid(65534) == 0);
}

/// 0 if `result` is a refusal with that id and class.
int expect_refusal(const Result<void>& result, std::string_view id, Errc code) {
    if (result.ok()) return 1;
    if (result.error().id != id) return 2;
    return result.error().code == code && !result.error().where.empty() ? 0 : 3;
}

TEST_F(File, reads_back_what_was_written) {
    for (const std::string& content : {std::string(), std::string("a"), std::string("a\0b\r\n\xff", 6), std::string(3'000'000, 'x')}) {
        ASSERT_TRUE(write_file_atomically(path_ / "a", content).ok());
        EXPECT_EQ(read_file(path_ / "a").value(), content);
    }
    EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(File, in_the_working_folder_needs_no_folder_in_its_name) {
    const Path before = fs::current_path();
    fs::current_path(path_);
    EXPECT_TRUE(write_file_atomically("plain", "x").ok());
    fs::current_path(before);
    EXPECT_EQ(read_file(path_ / "plain").value(), "x");
}

TEST_F(File, that_is_missing_unreadable_a_folder_or_too_large_is_refused) {
    EXPECT_EQ(read_file(path_ / "none").error().id, "file.missing");
    EXPECT_EQ(read_file(path_ / "none").error().code, Errc::not_found);
    EXPECT_EQ(read_file(path_ / "none").error().where, (path_ / "none").string());
    EXPECT_EQ(read_file(path_).error().id, "file.unreadable");

    ASSERT_TRUE(write_file_atomically(path_ / "ten", "0123456789").ok());
    EXPECT_EQ(read_file(path_ / "ten", 10).value(), "0123456789");
    EXPECT_EQ(read_file(path_ / "ten", 9).error().id, "file.too_large");
    EXPECT_EQ(read_file(path_ / "ten", 9).error().code, Errc::too_large);
    EXPECT_EQ(read_file(path_ / "ten" / "below").error().id, "file.unreadable");

    fs::permissions(path_ / "ten", fs::perms::none);
    Process reader([&] {
        become_nobody();
        const auto content = read_file(path_ / "ten");
        return !content.ok() && content.error().id == "file.unreadable" && content.error().code == Errc::io ? 0 : 1;
    });
    EXPECT_EQ(reader.exit_code(), 0);
}

TEST_F(File, larger_than_the_limit_is_refused_before_memory_is_asked_for_it) {
    ASSERT_TRUE(write_file_atomically(path_ / "hole", "x").ok());
    fs::resize_file(path_ / "hole", std::uintmax_t{1} << 40U);  // a hole: takes no room on the disk
    EXPECT_EQ(read_file(path_ / "hole").error().id, "file.too_large");
}

TEST_F(File, without_a_stated_size_is_read_to_its_end_and_no_further_than_the_limit) {
    EXPECT_FALSE(read_file("/proc/self/status").value().empty());
    EXPECT_EQ(read_file("/dev/zero", 100'000).error().id, "file.too_large");
    EXPECT_EQ(read_file("/dev/null").value(), "");
}

TEST_F(File, for_the_owner_only_is_so_even_if_one_for_everyone_was_there) {
    const auto mode = [](const Path& path) { return static_cast<unsigned>(fs::status(path).permissions() & fs::perms::mask); };
    const mode_t before = ::umask(0022);
    ASSERT_TRUE(write_file_atomically(path_ / "key", "public").ok());
    EXPECT_EQ(mode(path_ / "key"), 0644U);
    ASSERT_TRUE(write_file_atomically(path_ / "key", "secret", FileAccess::owner_only).ok());
    EXPECT_EQ(mode(path_ / "key"), 0600U);
    ::umask(before);
}

TEST_F(File, in_a_folder_that_is_missing_or_no_folder_is_refused) {
    EXPECT_EQ(expect_refusal(write_file_atomically(path_ / "none" / "a", "x"), "file.unwritable", Errc::io), 0);
    ASSERT_TRUE(write_file_atomically(path_ / "file", "x").ok());
    EXPECT_EQ(expect_refusal(write_file_atomically(path_ / "file" / "a", "x"), "file.unwritable", Errc::io), 0);
    EXPECT_EQ(expect_refusal(write_file_atomically(path_ / std::string(300, 'n'), "x"), "file.unwritable", Errc::io), 0);
    fs::create_directory(path_ / "folder");
    EXPECT_EQ(expect_refusal(write_file_atomically(path_ / "folder", "x"), "file.unwritable", Errc::io), 0);
    EXPECT_EQ(names(), (std::vector<std::string>{"file", "folder"}));
}

TEST_F(File, a_pipe_or_a_device_is_never_replaced_by_a_file) {
    const Path pipe = path_ / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    fs::create_symlink(pipe, path_ / "link");
    for (const Path& path : {pipe, path_ / "link"}) {
        const auto written = write_file_atomically(path, "x");
        ASSERT_FALSE(written.ok());
        EXPECT_EQ(written.error().id, "file.not_a_file");
    }
    EXPECT_TRUE(fs::is_fifo(pipe));
    EXPECT_TRUE(fs::is_symlink(path_ / "link"));
}

TEST_F(File, in_a_folder_one_may_not_write_to_is_refused_and_the_old_content_stays) {
    ASSERT_TRUE(write_file_atomically(path_ / "a", "old").ok());
    fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
    Process writer([&] {
        become_nobody();
        return expect_refusal(write_file_atomically(path_ / "a", "new"), "file.unwritable", Errc::io);
    });
    EXPECT_EQ(writer.exit_code(), 0);
    EXPECT_EQ(read_file(path_ / "a").value(), "old");
    fs::permissions(path_, fs::perms::all);
    EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(File, on_a_disk_that_fills_up_half_way_keeps_its_old_content_and_leaves_nothing_else) {
    ASSERT_TRUE(write_file_atomically(path_ / "a", "old").ok());
    Process writer([&] {
        const rlimit room{100'000, 100'000};
        ::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &room);
        return expect_refusal(write_file_atomically(path_ / "a", std::string(200'000, 'n')), "file.unwritable", Errc::io);
    });
    EXPECT_EQ(writer.exit_code(), 0);
    EXPECT_EQ(read_file(path_ / "a").value(), "old");
    EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

bool is_all_of_one_kind(const std::string& content) {
    return content.size() == (content.starts_with('a') ? 200'000U : 300'000U) && content.find_first_not_of(content[0]) == std::string::npos;
}

TEST_F(File, holds_the_old_or_the_new_content_for_readers_and_after_its_writer_was_killed) {
    const std::string contents[] = {std::string(200'000, 'a'), std::string(300'000, 'b')};
    ASSERT_TRUE(write_file_atomically(path_ / "a", contents[0]).ok());
    for (int round = 0; round < 20; ++round) {
        Process writer([&] {
            for (unsigned i = 0;; ++i) {
                if (!write_file_atomically(path_ / "a", contents[i % 2])) return 1;
            }
        });
        for (int look = 0; look < 10 + round; ++look) ASSERT_TRUE(is_all_of_one_kind(read_file(path_ / "a").value())) << round;
        writer.kill();
        ASSERT_TRUE(is_all_of_one_kind(read_file(path_ / "a").value())) << round;
    }
    ASSERT_TRUE(write_file_atomically(path_ / "a", "new").ok());
    EXPECT_EQ(read_file(path_ / "a").value(), "new");
}

TEST_F(File, that_two_threads_write_at_once_is_one_of_theirs) {
    const auto write = [&](const std::string& content) {
        for (int i = 0; i < 50; ++i) EXPECT_TRUE(write_file_atomically(path_ / "a", content).ok());
    };
    std::thread other([&] { write(std::string(200'000, 'a')); });
    write(std::string(300'000, 'b'));
    other.join();
    EXPECT_TRUE(is_all_of_one_kind(read_file(path_ / "a").value()));
    EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

int try_to_lock(const Path& path) {
    const auto lock = DirectoryLock::acquire(path);
    if (lock.ok()) return 0;
    return lock.error().id == "directory.locked" && lock.error().code == Errc::busy && !lock.error().remedy.empty() ? 1 : 2;
}

TEST_F(Lock, keeps_a_second_process_and_a_second_attempt_out_while_it_lives) {
    {
        const auto lock = DirectoryLock::acquire(path_);
        ASSERT_TRUE(lock.ok());
        EXPECT_EQ(Process([&] { return try_to_lock(path_); }).exit_code(), 1);
        EXPECT_EQ(try_to_lock(path_), 1);
    }
    EXPECT_EQ(Process([&] { return try_to_lock(path_); }).exit_code(), 0);
    EXPECT_EQ(try_to_lock(path_), 0);
}

TEST_F(Lock, goes_with_a_process_that_is_killed) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    Process holder([&] {
        const auto lock = DirectoryLock::acquire(path_);
        const char told = lock.ok() ? 'y' : 'n';
        if (::write(ready[1], &told, 1) != 1) return 1;
        for (;;) ::pause();
    });
    char told = 0;
    ASSERT_EQ(::read(ready[0], &told, 1), 1);
    ASSERT_EQ(told, 'y');
    EXPECT_EQ(try_to_lock(path_), 1);
    holder.kill();
    EXPECT_EQ(try_to_lock(path_), 0);
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_F(Lock, moves_with_its_holder) {
    auto lock = DirectoryLock::acquire(path_);
    ASSERT_TRUE(lock.ok());
    {
        const DirectoryLock moved = std::move(lock).value();
        EXPECT_EQ(try_to_lock(path_), 1);
    }
    EXPECT_EQ(try_to_lock(path_), 0);
}

TEST_F(Lock, of_a_folder_that_is_missing_is_refused_as_unwritable) {
    const auto lock = DirectoryLock::acquire(path_ / "none");
    ASSERT_FALSE(lock.ok());
    EXPECT_EQ(lock.error().id, "file.unwritable");
}

TEST_F(Lock, of_different_folders_do_not_meet) {
    fs::create_directory(path_ / "a");
    fs::create_directory(path_ / "b");
    const auto a = DirectoryLock::acquire(path_ / "a");
    const auto b = DirectoryLock::acquire(path_ / "b");
    EXPECT_TRUE(a.ok());
    EXPECT_TRUE(b.ok());
}

}  // namespace
}  // namespace truce
