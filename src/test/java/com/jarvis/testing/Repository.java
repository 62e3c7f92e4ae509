package com.jarvis.testing;

import com.jarvis.testing.TestProject.Run;
import java.util.Map;
import java.util.stream.Stream;

/** A project in a git repository, for tests of what the pages say about git. */
public record Repository(TestProject project) {

    /** Initializes a git repository in a project and commits all files to the branch {@code main}. */
    public static Repository of(TestProject project) throws Exception {
        Repository repository = new Repository(project);
        repository.git("init", "--quiet", "--initial-branch=main");
        repository.commit();
        return repository;
    }

    /** Commits all files that git does not ignore. */
    public void commit() throws Exception {
        git("add", "--all");
        git("-c", "user.name=ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message=all");
    }

    /** @return the output of git */
    public String git(String... arguments) throws Exception {
        Run run = project.run(
                Map.of(), Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new));
        if (run.exitCode() != 0) {
            throw new IllegalStateException("git " + String.join(" ", arguments) + "\n" + run.output());
        }
        return run.output();
    }
}
