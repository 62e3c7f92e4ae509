package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Page;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import liquibase.Scope;
import liquibase.command.CommandFactory;
import liquibase.util.StringUtil;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * The Job that docs/production.md shows. There is no cluster here: its fields are held against the reference of the
 * Kubernetes API, {@code batch/v1} Job (kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1), and what it
 * gives to the container against what the jar reads.
 */
class KubernetesJobTest {

    private final Map<?, ?> job = Page.of("docs/production.md").blocks("yaml").stream()
            .map(block -> (Map<?, ?>) new Yaml().load(block))
            .filter(block -> "Job".equals(block.get("kind")))
            .findFirst()
            .orElseThrow();

    @Test
    void it_has_the_fields_of_a_job_that_runs_once() {
        assertThat(job.get("apiVersion")).isEqualTo("batch/v1");
        assertThat(keys(job)).isEqualTo(Set.of("apiVersion", "kind", "metadata", "spec"));
        assertThat((String) map(job, "metadata").get("name")).matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
        Map<?, ?> spec = map(job, "spec");
        assertThat(keys(spec)).isEqualTo(Set.of("backoffLimit", "activeDeadlineSeconds", "template"));
        assertThat(spec.get("backoffLimit")).isEqualTo(0);
        assertThat((Integer) spec.get("activeDeadlineSeconds")).isPositive();
        Map<?, ?> pod = map(map(spec, "template"), "spec");
        assertThat(keys(pod))
                .isEqualTo(Set.of(
                        "restartPolicy", "automountServiceAccountToken", "securityContext", "containers", "volumes"));
        assertThat(pod.get("restartPolicy")).isEqualTo("Never");
    }

    /** As the restricted profile of Kubernetes' Pod Security Standards asks for, and with files that it can only read. */
    @Test
    void it_has_no_rights_that_a_migration_does_not_need() {
        Map<?, ?> pod = map(map(map(job, "spec"), "template"), "spec");
        assertThat(pod.get("automountServiceAccountToken")).isEqualTo(false);
        assertThat(pod.get("securityContext"))
                .isEqualTo(Map.of(
                        "runAsNonRoot",
                        true,
                        "runAsUser",
                        65534,
                        "runAsGroup",
                        65534,
                        "seccompProfile",
                        Map.of("type", "RuntimeDefault")));
        Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).get(0);
        assertThat(container.get("securityContext"))
                .isEqualTo(Map.of(
                        "allowPrivilegeEscalation",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "capabilities",
                        Map.of("drop", List.of("ALL"))));
        assertThat(container.get("volumeMounts")).isEqualTo(List.of(Map.of("name", "tmp", "mountPath", "/tmp")));
        assertThat(pod.get("volumes")).isEqualTo(List.of(Map.of("name", "tmp", "emptyDir", Map.of())));
    }

    @Test
    void it_runs_a_command_of_the_jar_with_the_variable_that_the_jar_reads() {
        List<?> containers =
                (List<?>) map(map(map(job, "spec"), "template"), "spec").get("containers");
        Map<?, ?> container = (Map<?, ?>) containers.get(0);
        assertThat(keys(container))
                .isEqualTo(Set.of("name", "image", "args", "securityContext", "volumeMounts", "env"));
        Set<String> commands = new HashSet<>();
        Scope.getCurrentScope()
                .getSingleton(CommandFactory.class)
                .getCommands(false)
                .forEach(command -> commands.add(StringUtil.toKabobCase(command.getName()[0])));
        assertThat(((List<?>) container.get("args"))).singleElement().isIn(commands.toArray());
        Map<?, ?> variable = (Map<?, ?>) ((List<?>) container.get("env")).get(0);
        assertThat(variable.get("name")).isEqualTo("DATABASE_URL");
        assertThat(keys(map(map(variable, "valueFrom"), "secretKeyRef"))).isEqualTo(Set.of("name", "key"));
    }

    private static Map<?, ?> map(Map<?, ?> map, String key) {
        return (Map<?, ?>) map.get(key);
    }

    private static Set<Object> keys(Map<?, ?> map) {
        return Set.copyOf(map.keySet());
    }
}
