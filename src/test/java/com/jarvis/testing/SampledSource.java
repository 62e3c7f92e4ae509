package com.jarvis.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Like JUnit's {@code @ValueSource}, for a long list; in the quick set, {@link TestSet} runs a sample of it. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(SampledSource.Provider.class)
public @interface SampledSource {

    String[] strings();

    /** Passes the values to JUnit. */
    final class Provider implements ArgumentsProvider, AnnotationConsumer<SampledSource> {

        private List<String> strings;

        @Override
        public void accept(SampledSource source) {
            strings = List.of(source.strings());
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return TestSet.of(context.getRequiredTestClass().getSimpleName(), strings).stream()
                    .map(Arguments::of);
        }
    }
}
