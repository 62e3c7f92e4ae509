package com.jarvis.migrator.maven;

import com.jarvis.migrator.Console;
import com.jarvis.migrator.Proxies;
import com.jarvis.migrator.liquibase.head.HeadSettings;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MojoExecutionEvent;
import org.apache.maven.execution.MojoExecutionListener;
import org.apache.maven.plugin.Mojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;

/**
 * Gives the goals of Liquibase's Maven plugin the parameters that are the same for everyone, so that a POM needs none of them,
 * and the system properties that the commands read. Maven finds this class through {@code META-INF/plexus/components.xml} in the class loader
 * of the plugin, and calls it when a goal is configured. What the POM or the command line sets is left as it is.
 */
public final class PluginDefaults implements MojoExecutionListener {

    private static final String GOALS = "org.liquibase.maven.plugins.";

    /** The log of a goal that is left out: the plugin would warn that it was skipped. */
    private static final Log SILENT =
            Proxies.of(Log.class, (log, method, arguments) -> method.getReturnType() == boolean.class ? false : null);

    private final Map<String, String> before = new HashMap<>();

    @Override
    public void beforeMojoExecution(MojoExecutionEvent event) throws MojoExecutionException {
        if (isGoal(event.getMojo())) {
            GoalParameters parameters = new GoalParameters(event);
            Map<String, String> missing = parameters.missing();
            for (Map.Entry<String, String> parameter : missing.entrySet()) {
                set(event.getMojo(), parameter.getKey(), parameter.getValue());
            }
            Map<String, String> settings = new CommandSettings(event).values();
            settings.forEach(this::setProperty);
            answer(event, new GoalHead(event, parameters.given(), missing, settings));
        }
    }

    /** Leaves the goal out if its answer is known: to load Liquibase and to read the changelog takes longer than all else. */
    private void answer(MojoExecutionEvent event, GoalHead head) throws MojoExecutionException {
        HeadSettings settings = head.settings();
        if (settings.digest() != null) {
            setProperty(HeadSettings.IN_SETTINGS, settings.digest());
            Optional<String> answer = head.answer(settings);
            if (answer.isPresent()) {
                Console.out().print(answer.get());
                event.getMojo().setLog(SILENT);
                set(event.getMojo(), "skip", "true");
            }
        }
    }

    private void setProperty(String name, String value) {
        if (!before.containsKey(name)) {
            before.put(name, System.getProperty(name));
        }
        System.setProperty(name, value);
    }

    @Override
    public void afterMojoExecutionSuccess(MojoExecutionEvent event) {
        restore(event);
    }

    @Override
    public void afterExecutionFailure(MojoExecutionEvent event) {
        restore(event);
    }

    /** The next goal may be another module's. */
    private void restore(MojoExecutionEvent event) {
        if (isGoal(event.getMojo())) {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
            before.clear();
        }
    }

    /** Whether the goal is one of the plugin that this class is a dependency of; another module may have another one. */
    private boolean isGoal(Mojo goal) {
        return goal != null
                && goal.getClass().getName().startsWith(GOALS)
                && goal.getClass().getClassLoader() == getClass().getClassLoader();
    }

    /** A goal without the parameter is left as it is. */
    private static void set(Mojo goal, String parameter, String value) throws MojoExecutionException {
        for (Class<?> type = goal.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(parameter);
                field.setAccessible(true);
                field.set(goal, field.getType() == String.class ? value : (Object) Boolean.valueOf(value));
                return;
            } catch (NoSuchFieldException e) {
                // A superclass may have it.
            } catch (IllegalAccessException e) {
                throw new MojoExecutionException(e.getMessage(), e);
            }
        }
    }
}
